package io.qtrace.log;

import io.qtrace.definition.EventDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the event whose name begins a text, by the name's bytes. Immutable.
 *
 * <p>A name is hashed and compared as words of eight bytes, the last one filled up with zeros.
 */
final class EventNames {

  /** 2^64 divided by the golden ratio, the multiplier of Fibonacci hashing. */
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private final int[] lengths;
  private final int longest;

  /** The words of all names, one name behind the other. */
  private final long[] words;

  private final int[] wordsFrom;

  /** Open addressing; an event's index plus 1, 0 is free. */
  private final int[] slots;

  private final int shift;

  EventNames(List<EventDefinition> events) {
    lengths = new int[events.size()];
    wordsFrom = new int[events.size() + 1];
    int bits = 34 - Integer.numberOfLeadingZeros(Math.max(1, events.size()));
    slots = new int[1 << bits];
    shift = Long.SIZE - bits;
    var names = events.stream().map(e -> e.name().getBytes(StandardCharsets.UTF_8)).toList();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = names.get(i).length;
      wordsFrom[i + 1] = wordsFrom[i] + lengths[i] / Long.BYTES + 1;
    }
    longest = Arrays.stream(lengths).max().orElse(0);
    words = new long[wordsFrom[lengths.length]];
    for (int i = 0; i < lengths.length; i++) {
      insert(i, names.get(i));
    }
  }

  private void insert(int index, byte[] name) {
    byte[] padded = Arrays.copyOf(name, name.length + Long.BYTES);
    long hash = 0;
    for (int word = wordsFrom[index]; word < wordsFrom[index + 1]; word++) {
      words[word] = Words.at(padded, (word - wordsFrom[index]) * Long.BYTES);
      hash = mix(hash, words[word]);
    }
    int slot = (int) (hash >>> shift);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = index + 1;
  }

  /** Covers so many bytes of a word, at most seven. */
  private static long firstBytes(int count) {
    return ~(-1L << (Byte.SIZE * count));
  }

  private static long mix(long hash, long word) {
    long product = (hash ^ word) * MULTIPLIER;
    return product ^ (product >>> 32);
  }

  /** Length of an event's name in bytes. */
  int length(int index) {
    return lengths[index];
  }

  /**
   * Index of the event whose name stands at {@code from} and is followed by a space or by {@code
   * end}; -1 if none is.
   */
  int find(byte[] b, int from, int end) {
    long hash = 0;
    int at = from;
    int last = from + longest;
    while (at + Long.BYTES <= b.length && at <= last) {
      long word = Words.at(b, at);
      int length = nameBytes(word, end - at);
      if (length < Long.BYTES) {
        hash = mix(hash, word & firstBytes(length));
        return indexOf(b, from, at + length - from, hash);
      }
      hash = mix(hash, word);
      at += Long.BYTES;
    }
    return at > last ? -1 : findAtEnd(b, from, end);
  }

  /** How many bytes of a word come before a space or the end. */
  private static int nameBytes(long word, int left) {
    return Math.min(Long.numberOfTrailingZeros(Words.find(word, ' ')) >>> 3, Math.max(0, left));
  }

  /** Where eight bytes can not be read at once. */
  private int findAtEnd(byte[] b, int from, int end) {
    int length = Math.min(end - from, longest + 1);
    return length <= 0
        ? -1
        : find(Arrays.copyOfRange(b, from, from + length + 2 * Long.BYTES), 0, length);
  }

  private int indexOf(byte[] b, int from, int length, long hash) {
    int slot = (int) (hash >>> shift);
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if (lengths[entry - 1] == length && isName(entry - 1, b, from, length)) {
        return entry - 1;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  private boolean isName(int index, byte[] b, int from, int length) {
    int word = wordsFrom[index];
    int at = from;
    for (int left = length; left >= Long.BYTES; left -= Long.BYTES) {
      if (Words.at(b, at) != words[word++]) {
        return false;
      }
      at += Long.BYTES;
    }
    long rest = Words.at(b, at) & firstBytes(length & 7);
    return rest == words[word];
  }
}
