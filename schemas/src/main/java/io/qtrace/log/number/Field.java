package io.qtrace.log.number;

/**
 * The width of a conversion, padded with spaces.
 *
 * @param width least number of bytes, 0 for none
 * @param isLeft the padding is on the right
 * @param isMeasured the width is an argument of its own, which is read as the width printed
 */
public record Field(int width, boolean isLeft, boolean isMeasured) {

  public static final Field NONE = new Field(0, false, false);

  public boolean isNone() {
    return width == 0 && !isMeasured;
  }

  /** Where the value begins in a field that begins at {@code at}. */
  public int valueFrom(byte[] b, int at, int end) {
    if (isLeft || isNone()) {
      return at;
    }
    int from = at;
    while (from < end && b[from] == ' ') {
      from++;
    }
    return from;
  }

  /**
   * The end of a field that begins at {@code at} and whose value lies in a range; -1 if its width
   * is not printf's.
   */
  public int end(byte[] b, int at, int valueFrom, int valueTo, int end) {
    if (isMeasured) {
      return valueTo;
    }
    int length = valueTo - at;
    if (length >= width) {
      return valueFrom > at && length > width ? -1 : valueTo;
    }
    if (!isLeft || at + width > end) {
      return -1;
    }
    for (int i = valueTo; i < at + width; i++) {
      if (b[i] != ' ') {
        return -1;
      }
    }
    return at + width;
  }
}
