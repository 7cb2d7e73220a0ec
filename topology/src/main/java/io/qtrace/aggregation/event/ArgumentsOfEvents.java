package io.qtrace.aggregation.event;

import io.qtrace.definition.EventDefinition;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of several events, in the order given. Not thread-safe. */
public final class ArgumentsOfEvents {

  private final Map<String, Arguments> all = new LinkedHashMap<>();

  /** For each event it is asked again which others lack an argument, and there may be thousands. */
  private final Map<String, List<String>> lacking = new HashMap<>();

  public ArgumentsOfEvents(List<EventDefinition> events) {
    events.forEach(event -> all.put(event.name(), new Arguments(event)));
  }

  public Set<String> events() {
    return Collections.unmodifiableSet(all.keySet());
  }

  /** Null if there is no such event. */
  public @Nullable Arguments get(String event) {
    return all.get(event);
  }

  /** Those of the events that do not have the argument. */
  List<String> lacking(String argument) {
    return lacking.computeIfAbsent(
        argument,
        name ->
            all.entrySet().stream()
                .filter(one -> one.getValue().indexOf(name) < 0)
                .map(Map.Entry::getKey)
                .toList());
  }
}
