package io.qtrace.log.pattern;

import io.qtrace.bytes.SyslogEscapes;
import io.qtrace.bytes.Words;
import io.qtrace.log.number.Reading;
import java.util.Arrays;

/**
 * Lays arguments out as the simple format does, little endian: numbers as 8 bytes, strings as a
 * 4-byte length and bytes.
 */
public final class ArgumentBytes {

  private static final int INITIAL_BYTES = 1024;

  /**
   * Ten arguments of eight bytes, or the lengths of strings, each with two measures; and room to
   * write whole words.
   */
  private static final int FIXED_BYTES = 512;

  /** Strings up to this length are copied as words. */
  private static final int SHORT_BYTES = 4 * Long.BYTES;

  private static final byte[] NULL_STRING = {'(', 'n', 'u', 'l', 'l', ')'};

  /** Grows; holds the arguments from 0 to {@link #to}. */
  public byte[] bytes = new byte[INITIAL_BYTES];

  public int to;

  private boolean isEscaped;

  /**
   * Of a new text.
   *
   * @param isEscaped syslog has escaped the control characters in its strings
   */
  void begin(boolean isEscaped) {
    this.isEscaped = isEscaped;
    to = 0;
  }

  /** Makes room for all arguments of an event whose strings have so many bytes together. */
  void ensureRoom(int stringBytes) {
    int most = Math.addExact(stringBytes, FIXED_BYTES);
    if (bytes.length < most) {
      bytes = Arrays.copyOf(bytes, Math.max(most, 2 * bytes.length));
    }
  }

  void putNumber(long number) {
    Words.LONG.set(bytes, to, number);
    to += Long.BYTES;
  }

  /** The last value, behind the arguments that say its width and its precision. */
  void put(Reading reading, boolean hasWidth, boolean hasPrecision) {
    putLengths(reading.measuredWidth, hasWidth, false);
    putLengths(reading.measuredPrecision, hasPrecision, false);
    putNumber(reading.value);
  }

  /** The same of a value to which a precision does nothing, so that it cannot be told. */
  void putUnprecise(Reading reading, boolean hasWidth, boolean hasPrecision) {
    putLengths(reading.measuredWidth, hasWidth, false);
    putLengths(0, hasPrecision, false);
    putNumber(reading.value);
  }

  void putLengths(int length, boolean isOnce, boolean isAgain) {
    if (isOnce) {
      putNumber(length);
    }
    if (isAgain) {
      putNumber(length);
    }
  }

  void putZeros(int count) {
    Arrays.fill(bytes, to, to + count, (byte) 0);
    to += count;
  }

  /** A string that is escaped if the text is. */
  void putText(byte[] b, int from, int end) {
    if (isEscaped) {
      putEscapedString(b, from, end);
    } else {
      putString(b, from, end);
    }
  }

  /** A buffer's range as a string; "(null)" is the empty one. */
  void putString(byte[] b, int from, int end) {
    int length = end - from;
    if (length == NULL_STRING.length && Words.startsWith(b, from, end, NULL_STRING)) {
      length = 0;
    }
    int target = to + Integer.BYTES;
    if (length > SHORT_BYTES) {
      System.arraycopy(b, from, bytes, target, length);
    } else {
      copyShort(b, from, target);
    }
    endString(target, target + length);
  }

  /** The same for a string whose control characters syslog has escaped. */
  private void putEscapedString(byte[] b, int from, int end) {
    int target = to + Integer.BYTES;
    boolean isNull =
        end - from == NULL_STRING.length && Words.startsWith(b, from, end, NULL_STRING);
    endString(target, isNull ? target : SyslogEscapes.undo(b, from, end, bytes, target));
  }

  /** Copies 32 bytes, which is faster than to see how many; what comes next overwrites the rest. */
  private void copyShort(byte[] b, int from, int target) {
    Words.LONG.set(bytes, target, Words.at(b, from));
    Words.LONG.set(bytes, target + Long.BYTES, Words.at(b, from + Long.BYTES));
    Words.LONG.set(bytes, target + 2 * Long.BYTES, Words.at(b, from + 2 * Long.BYTES));
    Words.LONG.set(bytes, target + 3 * Long.BYTES, Words.at(b, from + 3 * Long.BYTES));
  }

  private void endString(int from, int end) {
    Words.INT.set(bytes, to, end - from);
    to = end;
  }
}
