package io.qtrace.log.heading;

import io.qtrace.bytes.Words;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the event whose name begins a text, by the name's bytes. Immutable.
 *
 * <p>A name is hashed and compared as words of eight bytes, the last one filled up with zeros.
 */
public final class EventNames {

  /** 2^64 divided by the golden ratio, the multiplier of Fibonacci hashing. */
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private final int[] lengths;
  private final int longest;

  /** The words of all names, one name behind the other: its first, its last, those between. */
  private final long[] words;

  private final int[] wordsFrom;

  /** Open addressing; a name's index plus 1, 0 is free. */
  private final int[] slots;

  private final int shift;

  /** Answers are indexes into {@code all}, no two of which are equal. */
  public EventNames(List<String> all) {
    lengths = new int[all.size()];
    wordsFrom = new int[all.size() + 1];
    int bits = 34 - Integer.numberOfLeadingZeros(Math.max(1, all.size()));
    slots = new int[1 << bits];
    shift = Long.SIZE - bits;
    var names = all.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = names.get(i).length;
      wordsFrom[i + 1] = wordsFrom[i] + 2 + Math.max(0, (lengths[i] - 9) / Long.BYTES);
    }
    longest = Arrays.stream(lengths).max().orElse(0);
    words = new long[wordsFrom[lengths.length]];
    for (int i = 0; i < lengths.length; i++) {
      insert(i, names.get(i));
    }
  }

  private void insert(int index, byte[] name) {
    byte[] padded = Arrays.copyOf(name, name.length + Long.BYTES);
    long first = first(padded, 0, name.length);
    long last = last(padded, 0, name.length);
    int word = wordsFrom[index];
    words[word] = first;
    words[word + 1] = last;
    for (int i = Long.BYTES; i < name.length - Long.BYTES; i += Long.BYTES) {
      words[word + 1 + i / Long.BYTES] = Words.at(padded, i);
    }
    int slot = slot(first, last);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = index + 1;
  }

  private static long first(byte[] b, int from, int length) {
    return Words.at(b, from) & mask(length);
  }

  private static long last(byte[] b, int from, int length) {
    return Words.at(b, from + Math.max(0, length - Long.BYTES)) & mask(length);
  }

  /** Covers the bytes of a word that a name of so many bytes has. */
  private static long mask(int length) {
    return length < Long.BYTES ? ~(-1L << (Byte.SIZE * length)) : -1;
  }

  private int slot(long first, long last) {
    return (int) (((first * MULTIPLIER + last) * MULTIPLIER) >>> shift);
  }

  /** Length of an event's name in bytes. */
  public int length(int index) {
    return lengths[index];
  }

  /**
   * Index of the event whose name stands at {@code from} and is followed by a space or by {@code
   * end}; -1 if none is.
   */
  public int find(byte[] b, int from, int end) {
    int at = from;
    for (; at + Long.BYTES <= b.length && at - from <= longest; at += Long.BYTES) {
      long separators = Words.findSeparator(Words.at(b, at));
      if (separators != 0) {
        int nameEnd = at + (Long.numberOfTrailingZeros(separators) >>> 3);
        return nameEnd <= end ? indexOf(b, from, nameEnd, end) : findAtEnd(b, from, end);
      }
    }
    return at - from > longest ? -1 : findAtEnd(b, from, end);
  }

  /** Where eight bytes cannot be read at once, or no separator is at the end. */
  private int findAtEnd(byte[] b, int from, int end) {
    int length = Math.min(end - from, longest + 1);
    if (length <= 0) {
      return -1;
    }
    var copy = new byte[length + 2 * Long.BYTES];
    System.arraycopy(b, from, copy, 0, length);
    return find(copy, 0, length);
  }

  private int indexOf(byte[] b, int from, int nameEnd, int end) {
    if (nameEnd < end && b[nameEnd] != ' ') {
      return -1;
    }
    int length = nameEnd - from;
    long first = first(b, from, length);
    long last = last(b, from, length);
    int slot = slot(first, last);
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      int word = wordsFrom[entry - 1];
      if (words[word] == first
          && words[word + 1] == last
          && lengths[entry - 1] == length
          && hasWordsBetween(b, from, length, word)) {
        return entry - 1;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  private boolean hasWordsBetween(byte[] b, int from, int length, int word) {
    for (int i = Long.BYTES; i < length - Long.BYTES; i += Long.BYTES) {
      if (Words.at(b, from + i) != words[word + 1 + i / Long.BYTES]) {
        return false;
      }
    }
    return true;
  }
}
