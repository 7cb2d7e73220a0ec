package io.qtrace.topology.decode.chunk;

import io.qtrace.frame.Frame;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.destination.EventTarget;
import io.qtrace.topology.ledger.Tally;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Typed events in memory, at most {@value #MAX_BYTES} bytes of them. Reused from chunk to chunk:
 * the arrays grow and stay. Not thread-safe.
 */
final class HeldEvents {

  /** A chunk of 64 KiB seldom has as much as ten times its size in typed events. */
  static final int MAX_BYTES = 8 << 20;

  private int count;
  private int[] definition = new int[1024];
  private byte[][] value = new byte[1024][];
  private long[] timestampMs = new long[1024];
  private long bytes;
  private long oldestMs = Long.MAX_VALUE;

  /**
   * Copies an event, unless there are too many bytes: then none is held, until {@link #clear}.
   *
   * @return whether all that were added are held
   */
  boolean add(int of, byte[] encoded, int length, long eventMs) {
    bytes += length;
    oldestMs = Math.min(oldestMs, eventMs);
    if (bytes > MAX_BYTES) {
      letGo();
      return false;
    }
    if (count == value.length) {
      grow();
    }
    definition[count] = of;
    value[count] = Arrays.copyOf(encoded, length);
    timestampMs[count] = eventMs;
    count++;
    return true;
  }

  private void grow() {
    int size = 2 * count;
    definition = Arrays.copyOf(definition, size);
    value = Arrays.copyOf(value, size);
    timestampMs = Arrays.copyOf(timestampMs, size);
  }

  private void letGo() {
    Arrays.fill(value, 0, count, null);
    count = 0;
  }

  void clear() {
    letGo();
    bytes = 0;
    oldestMs = Long.MAX_VALUE;
  }

  /** When the oldest one happened that was added; Long.MAX_VALUE if there is none. */
  long oldestMs() {
    return oldestMs;
  }

  /** Hands them out in order, each with its schema's id, and counts them. */
  void forward(CompiledDefinitions definitions, Tally tally, TypedEvents to) {
    for (int i = 0; i < count; i++) {
      var target = known(definitions.target(definition[i]));
      if (target.isDropped()) {
        tally.countFiltered();
        continue;
      }
      tally.countTyped();
      Frame.put(value[i], target.schemaId()); // it was encoded before its target was known
      to.event(target, value[i], timestampMs[i]);
    }
  }

  private static EventTarget known(@Nullable EventTarget target) {
    if (target == null) {
      throw new IllegalStateException("every event of a decoded chunk has a target");
    }
    return target;
  }
}
