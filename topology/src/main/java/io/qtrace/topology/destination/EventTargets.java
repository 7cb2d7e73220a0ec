package io.qtrace.topology.destination;

import io.qtrace.definition.EventDefinition;
import java.util.List;

/** Finds out where events go and makes sure that they can, or says why they cannot. Thread-safe. */
public interface EventTargets {

  /** Whether {@link #resolve} would not have to ask anybody. */
  default boolean areKnown(List<EventDefinition> events) {
    return false;
  }

  /**
   * May block for as long as the registry or Kafka is away.
   *
   * @return in the order of the events
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  List<EventTarget> resolve(List<EventDefinition> events);
}
