package io.qtrace.log;

import io.qtrace.definition.EventDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names and formats of all events. Formats are compiled when first used; not thread-safe. */
final class EventPatterns {

  private final List<EventDefinition> events;
  private final EventNames names;
  private final @Nullable LinePattern[] patterns;

  EventPatterns(List<EventDefinition> events) {
    this.events = events;
    names = new EventNames(events);
    patterns = new LinePattern[events.size()];
  }

  EventNames names() {
    return names;
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
