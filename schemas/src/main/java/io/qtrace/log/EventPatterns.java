package io.qtrace.log;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names and formats of all events. Formats are compiled when first used; not thread-safe.
 *
 * <p>Behind the names of the events that can be read come those that are declared but can not be:
 * their lines are theirs all the same.
 */
final class EventPatterns {

  private final Definitions definitions;
  private final List<EventDefinition> events;
  private final List<String> refused;
  private final EventNames names;
  private final @Nullable LinePattern[] patterns;

  EventPatterns(Definitions definitions) {
    this.definitions = definitions;
    events = definitions.events();
    refused = definitions.refusedEvents();
    var all = new ArrayList<String>();
    events.forEach(event -> all.add(event.name()));
    all.addAll(refused);
    names = new EventNames(all);
    patterns = new LinePattern[events.size()];
  }

  EventNames names() {
    return names;
  }

  /** How many can be read; from this index on, none can. */
  int readable() {
    return events.size();
  }

  /** Why the event of an index from {@link #readable} on can not be read. */
  String refusal(int index) {
    return definitions.explainRefusal(refused.get(index - events.size())).orElseThrow();
  }

  EventDefinition definition(int index) {
    return events.get(index);
  }

  LinePattern pattern(int index) {
    var pattern = patterns[index];
    if (pattern == null) {
      pattern = patterns[index] = PatternCompiler.compile(events.get(index));
    }
    return pattern;
  }
}
