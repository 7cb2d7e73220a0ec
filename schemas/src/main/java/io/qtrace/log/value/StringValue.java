package io.qtrace.log.value;

import io.qtrace.log.number.Field;

/**
 * {@code %s}: any bytes up to where the rest of the format fits.
 *
 * @param most bytes it may have: its precision, or Integer.MAX_VALUE
 * @param tail bytes of literal from here to the end of the line; -1 if there is more than a literal
 * @param zeroBytes how many zeros stand for the text among the arguments; {@link #ITSELF} if the
 *     text is one of them
 */
public record StringValue(
    String argument, Field field, int most, int tail, boolean isPrecisionArgument, int zeroBytes)
    implements Value {

  public static final int ITSELF = -1;

  /** {@code %m}, which prints no argument. */
  public static StringValue errorText(int tail) {
    return new StringValue("%m", Field.NONE, Integer.MAX_VALUE, tail, false, 0);
  }

  /** Whether the value is all that is printed, and is an argument. */
  public boolean isPlain() {
    return field.isNone() && !isPrecisionArgument && zeroBytes == ITSELF;
  }

  /**
   * Where the string may end.
   *
   * @param start where it begins
   * @param from the first position to look at, not less than {@code start}
   * @param next the step behind it
   * @return a position, or -1 if there is none
   */
  public int candidate(byte[] b, int start, int from, int end, Step next) {
    int least = Math.max(from, start + field.width());
    int at;
    if (tail >= 0) {
      at = end - tail;
    } else if (next.length() > 0) {
      at = next.find(b, least, end);
    } else {
      at = least;
    }
    return at < least || at > end || at - start > longest() ? -1 : at;
  }

  /** Where a plain string that only a literal follows ends, or -1. */
  public int lastEnd(int start, int lineEnd) {
    int at = lineEnd - tail;
    return at < start || at - start > most ? -1 : at;
  }

  private int longest() {
    return Math.max(most, field.width());
  }

  /** The value of a field without its padding begins here. */
  public int valueFrom(byte[] b, int start, int fieldEnd) {
    int from = start;
    if (!field.isLeft() && fieldEnd - start == field.width()) {
      while (from < fieldEnd && b[from] == ' ') {
        from++;
      }
    }
    return from;
  }

  /** The value of a field without its padding ends here. */
  public int valueTo(byte[] b, int valueFrom, int fieldEnd) {
    int to = fieldEnd;
    if (field.isLeft() && fieldEnd - valueFrom == field.width()) {
      while (to > valueFrom && b[to - 1] == ' ') {
        to--;
      }
    }
    return to;
  }

  @Override
  public String description() {
    return "a string for '" + argument + "'";
  }
}
