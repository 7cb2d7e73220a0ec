package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;

/**
 * Times as {@code Instant} prints them: to the second, or with three, six or nine digits behind it.
 * The last second's text is kept, as the next event is likely to be of the same. Not thread-safe.
 */
final class UtcTime {

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int DIGITS = 9;
  private static final int GROUP = 3;

  private long second = Long.MIN_VALUE;
  private byte[] text = {};
  private int secondEnd;
  private int end;

  /** Prints nanoseconds since the epoch into {@link #text()}. */
  void print(long ns) {
    long printed = Math.floorDiv(ns, NS_PER_SECOND);
    if (printed != second) {
      second = printed;
      var shown = Instant.ofEpochSecond(printed).toString().getBytes(ISO_8859_1);
      secondEnd = shown.length - 1; // behind it is the Z
      text = new byte[secondEnd + 2 + DIGITS];
      System.arraycopy(shown, 0, text, 0, secondEnd);
    }
    end = fraction((int) Math.floorMod(ns, NS_PER_SECOND));
    text[end++] = 'Z';
  }

  private int fraction(int ns) {
    if (ns == 0) {
      return secondEnd;
    }
    text[secondEnd] = '.';
    int left = ns;
    for (int i = DIGITS; i > 0; i--) {
      text[secondEnd + i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    int digits = ns % 1_000_000 == 0 ? GROUP : ns % 1_000 == 0 ? 2 * GROUP : DIGITS;
    return secondEnd + 1 + digits;
  }

  /** Holds what was printed last. */
  byte[] text() {
    return text;
  }

  int length() {
    return end;
  }
}
