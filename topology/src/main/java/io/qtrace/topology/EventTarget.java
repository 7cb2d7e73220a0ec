package io.qtrace.topology;

/**
 * Where an event goes.
 *
 * @param topic empty if the event is dropped
 * @param schemaId the registry's
 */
record EventTarget(String topic, int schemaId) {

  /** The event is counted, not written. */
  static final EventTarget DROPPED = new EventTarget("", 0);

  boolean isDropped() {
    return topic.isEmpty();
  }
}
