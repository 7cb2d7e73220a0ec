package io.qtrace.topology.decode.chunk;

import io.qtrace.topology.destination.EventTarget;

/** Receives typed events. */
@FunctionalInterface
public interface TypedEvents {

  /**
   * @param value framed, with the target's schema id; the receiver's to keep
   */
  void event(EventTarget target, byte[] value, long timestampMs);
}
