package io.qtrace.log.pattern;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.log.heading.EventNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names and formats of all events. Formats are compiled when first used; not thread-safe.
 *
 * <p>Behind the names of the events that can be read come those that are declared but cannot be:
 * their lines are theirs all the same.
 */
public final class EventPatterns {

  private final Definitions definitions;
  private final List<EventDefinition> events;
  private final List<String> refused;
  private final EventNames names;
  private final @Nullable LinePattern[] patterns;

  public EventPatterns(Definitions definitions) {
    this.definitions = definitions;
    events = definitions.events();
    refused = definitions.refusedEvents();
    var all = new ArrayList<String>();
    events.forEach(event -> all.add(event.name()));
    all.addAll(refused);
    names = new EventNames(all);
    patterns = new LinePattern[events.size()];
  }

  public EventNames names() {
    return names;
  }

  /** How many can be read; from this index on, none can. */
  public int readable() {
    return events.size();
  }

  /** Why the event of an index from {@link #readable} on cannot be read. */
  public String refusal(int index) {
    return definitions.explainRefusal(refused.get(index - events.size())).orElseThrow();
  }

  /** What is said of a line of any of them whose end is missing. */
  public String cut(int index) {
    return "the end of the line is missing: what passed it on was stopped, or lost it; it begins as event '%s'"
        .formatted(name(index));
  }

  /** Of any of them. */
  public String name(int index) {
    return index < events.size() ? events.get(index).name() : refused.get(index - events.size());
  }

  public EventDefinition definition(int index) {
    return events.get(index);
  }

  /** How many blanks the event's format ends with. */
  public int trailingBlanks(int index) {
    var format = events.get(index).format();
    return format == null ? 0 : format.length() - format.replaceFirst(" +$", "").length();
  }

  public LinePattern pattern(int index) {
    var pattern = patterns[index];
    if (pattern == null) {
      pattern = patterns[index] = PatternCompiler.compile(events.get(index));
    }
    return pattern;
  }
}
