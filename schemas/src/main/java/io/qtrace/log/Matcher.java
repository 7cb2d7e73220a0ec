package io.qtrace.log;

import java.util.Arrays;

/**
 * Matches lines to patterns and lays the arguments out as the simple format does, little endian.
 * Reuses its buffers; not thread-safe.
 *
 * <p>Where a step has more than one way to match, the shortest string and the longest number come
 * first. Once a later string is reached, earlier choices are final: moving an earlier string's end
 * to the right can only take room from what follows. This keeps the work near the product of the
 * lengths of line and format.
 */
final class Matcher {

  /**
   * Ways that are tried before a line counts as not matching; ordinary lines need fewer than ten.
   */
  private static final int MAX_RETRIES = 1 << 16;

  private static final int INITIAL_BYTES = 1024;

  /**
   * An argument's length word, or its eight bytes, of at most ten arguments and their measures; and
   * slack for a word.
   */
  private static final int FIXED_BYTES = 256;

  private static final byte[] NULL_STRING = {'(', 'n', 'u', 'l', 'l', ')'};

  /** What a step read last. */
  long value;

  int digits;
  int measuredWidth;
  int measuredPrecision;

  /** The arguments, from 0 to {@link #argumentsTo}. */
  byte[] arguments = new byte[INITIAL_BYTES];

  int argumentsTo;

  /** The rightmost place where a line did not fit, and the step that did not fit there. */
  int failedAt;

  int failedStep;

  /** Whether a line that did not match might if it went on. */
  boolean isOpen;

  /**
   * The ways not tried yet: step, where it begins, its last end or digits, where its value is laid
   * out.
   */
  private final int[] choices = new int[4 * 32];

  private int choicesTo;
  private int retries;
  private boolean unescapes;

  /** Matches a text whose strings are as they were printed. */
  boolean match(LinePattern pattern, byte[] b, int from, int end) {
    unescapes = false;
    return walk(pattern, b, from, end);
  }

  /** Matches a text in whose strings syslog has escaped control characters. */
  boolean matchEscaped(LinePattern pattern, byte[] b, int from, int end) {
    unescapes = true;
    return walk(pattern, b, from, end);
  }

  private boolean walk(LinePattern pattern, byte[] b, int from, int end) {
    begin(end - from);
    Step[] steps = pattern.steps();
    int index = 0;
    int at = from;
    while (true) {
      Step step = steps[index];
      int next;
      if (step instanceof Text text) {
        next = text.isAt(b, at, end) ? at + text.length() : -1;
      } else if (step instanceof NumberStep number) {
        next = number(number, index, b, at, end);
      } else if (step instanceof StringStep string) {
        choicesTo = 0;
        isOpen = true;
        next = string(string, index, b, at, at, end);
      } else if (step instanceof EndStep last) {
        if (at == end) {
          fill(last.zeroBytes());
          return true;
        }
        next = -1;
      } else {
        next = simple(step, b, at, end);
      }
      while (next < 0) {
        fail(index, at);
        if (choicesTo == 0 || ++retries > MAX_RETRIES) {
          return false;
        }
        choicesTo -= 4;
        index = choices[choicesTo];
        at = choices[choicesTo + 1];
        next = retry(steps[index], b, end);
      }
      at = next;
      index++;
    }
  }

  private void begin(int length) {
    int most = Math.addExact(length, FIXED_BYTES);
    if (arguments.length < most) {
      arguments = new byte[Math.max(most, 2 * arguments.length)];
    }
    argumentsTo = 0;
    choicesTo = 0;
    retries = 0;
    failedAt = -1;
    isOpen = false;
  }

  private void fail(int index, int at) {
    if (at >= failedAt) {
      failedAt = at;
      failedStep = index;
    }
  }

  /** Takes the way behind the one that {@link #choices} holds at {@link #choicesTo}. */
  private int retry(Step step, byte[] b, int end) {
    int index = choices[choicesTo];
    int start = choices[choicesTo + 1];
    int last = choices[choicesTo + 2];
    argumentsTo = choices[choicesTo + 3];
    if (step instanceof StringStep string) {
      return string(string, index, b, start, last + 1, end);
    }
    return last <= 1 ? -1 : shrinkable((NumberStep) step, index, b, start, end, last - 1);
  }

  private void choice(int index, int start, int last) {
    choices[choicesTo] = index;
    choices[choicesTo + 1] = start;
    choices[choicesTo + 2] = last;
    choices[choicesTo + 3] = argumentsTo;
    choicesTo += 4;
  }

  private int number(NumberStep step, int index, byte[] b, int at, int end) {
    int most = step.form().maxDigits();
    if (step.canShrink()) {
      return shrinkable(step, index, b, at, end, most);
    }
    int next = step.read(b, at, end, most, this);
    if (next >= 0) {
      put(step);
    }
    return next;
  }

  private int shrinkable(NumberStep step, int index, byte[] b, int at, int end, int most) {
    for (int count = most; count > 0; count--) {
      int next = step.read(b, at, end, count, this);
      if (next >= 0) {
        choice(index, at, Math.min(count, digits));
        put(step);
        return next;
      }
    }
    return -1;
  }

  private int simple(Step step, byte[] b, int at, int end) {
    if (step instanceof PointerStep pointer) {
      int next = pointer.read(b, at, end, this);
      put(next, pointer.field());
      return next;
    }
    var character = (CharacterStep) step;
    int next = character.read(b, at, end, this);
    isOpen |= at == end;
    put(next, character.field());
    return next;
  }

  private int string(StringStep step, int index, byte[] b, int start, int from, int end) {
    int to = step.candidate(b, start, from, end);
    if (to < 0) {
      return -1;
    }
    choice(index, start, to);
    if (step.field().isMeasured()) {
      put(to - start);
    }
    if (step.isPrecisionArgument()) {
      put(to - start);
    }
    int valueFrom = step.valueFrom(b, start, to);
    putString(b, valueFrom, step.valueTo(b, valueFrom, to));
    return to;
  }

  private void put(NumberStep step) {
    if (step.isWidthArgument()) {
      put(measuredWidth);
    }
    if (step.isPrecisionArgument()) {
      put(measuredPrecision);
    }
    put(value);
  }

  private void put(int next, Field field) {
    if (next >= 0) {
      if (field.isMeasured()) {
        put(measuredWidth);
      }
      put(value);
    }
  }

  private void put(long argument) {
    Words.LONG.set(arguments, argumentsTo, argument);
    argumentsTo += Long.BYTES;
  }

  private void putString(byte[] b, int from, int to) {
    int length = to - from;
    boolean isNull = length == NULL_STRING.length && Words.startsWith(b, from, to, NULL_STRING);
    int bytesFrom = argumentsTo + Integer.BYTES;
    if (isNull) {
      length = 0;
    } else if (unescapes) {
      length = SyslogEscapes.undo(b, from, to, arguments, bytesFrom) - bytesFrom;
    } else {
      System.arraycopy(b, from, arguments, bytesFrom, length);
    }
    Words.INT.set(arguments, argumentsTo, length);
    argumentsTo = bytesFrom + length;
  }

  private void fill(int zeroBytes) {
    Arrays.fill(arguments, argumentsTo, argumentsTo + zeroBytes, (byte) 0);
    argumentsTo += zeroBytes;
  }
}
