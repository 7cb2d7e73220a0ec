package io.qtrace.topology;

import io.qtrace.definition.EventDefinition;
import java.util.List;

/** Finds out where events go and makes sure that they can. Thread-safe. */
interface EventTargets {

  /**
   * May block for as long as the registry or Kafka is away.
   *
   * @return in the order of the events
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  List<EventTarget> resolve(List<EventDefinition> events);
}
