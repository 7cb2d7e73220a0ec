package io.qtrace.log;

import io.qtrace.definition.EventDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Finds the event whose name begins a text, by the name's bytes. Immutable. */
final class EventNames {

  /** 2^64 divided by the golden ratio, the multiplier of Fibonacci hashing. */
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private final byte[][] names;
  private final int longest;
  private final int shift;

  /** Open addressing; index into {@link #names} plus 1, 0 is free. */
  private final int[] slots;

  EventNames(List<EventDefinition> events) {
    names = new byte[events.size()][];
    int bits = 34 - Integer.numberOfLeadingZeros(Math.max(1, events.size()));
    slots = new int[1 << bits];
    shift = Long.SIZE - bits;
    int max = 0;
    for (int i = 0; i < names.length; i++) {
      names[i] = events.get(i).name().getBytes(StandardCharsets.UTF_8);
      max = Math.max(max, names[i].length);
      insert(i);
    }
    longest = max;
  }

  private void insert(int index) {
    int slot = slotOf(names[index], 0, names[index].length);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = index + 1;
  }

  /** Length of an event's name in bytes. */
  int length(int index) {
    return names[index].length;
  }

  /**
   * Index of the event whose name stands at {@code from} and is followed by a space or by {@code
   * end}; -1 if none is.
   */
  int find(byte[] b, int from, int end) {
    int limit = Math.min(end, from + longest + 1);
    int nameEnd = Words.indexOf(b, from, limit, (byte) ' ');
    if (nameEnd == from || nameEnd - from > longest) {
      return -1;
    }
    int length = nameEnd - from;
    int slot = slotOf(b, from, length);
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      byte[] name = names[entry - 1];
      if (name.length == length && Arrays.equals(name, 0, length, b, from, nameEnd)) {
        return entry - 1;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  /**
   * The text is hashed in whole words as far as these go, then by its last word or, when short, by
   * its bytes.
   */
  private int slotOf(byte[] b, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash ^ Words.at(b, at));
    }
    if (length >= Long.BYTES) {
      hash = mix(hash ^ Words.at(b, end - Long.BYTES));
    } else {
      for (; at < end; at++) {
        hash = mix(hash ^ b[at]);
      }
    }
    return (int) (hash >>> shift);
  }

  private static long mix(long hash) {
    long product = hash * MULTIPLIER;
    return product ^ (product >>> 29);
  }
}
