package io.qtrace.cli.format;

import io.qtrace.render.GrowableBytes;
import java.time.Instant;

/**
 * An event's time as JSON: {@code "2026-11-22T17:04:10.5Z"}, as {@code Instant} prints it, to the
 * second or with three, six or nine digits behind it, and {@code timestampNs}. The last second's
 * text is kept, as the next event is likely to be of the same. Not thread-safe.
 */
final class EventTime {

  private static final int NS_PER_SECOND = 1_000_000_000;
  private static final int NS_PER_MS = 1_000_000;
  private static final int NS_PER_US = 1_000;
  private static final byte[] TIMESTAMP_NS = JsonText.bytes("Z\",\"timestampNs\":");

  private long second = Long.MIN_VALUE;

  /** From the quotation mark to the second. */
  private byte[] text = {};

  /** Appends nanoseconds since the epoch as values of {@code timestamp} and {@code timestampNs}. */
  void put(long ns, GrowableBytes out) {
    long printed = Math.floorDiv(ns, (long) NS_PER_SECOND);
    if (printed != second) {
      second = printed;
      var instant = Instant.ofEpochSecond(printed).toString();
      text = JsonText.bytes("\"" + instant.substring(0, instant.length() - 1)); // without Z
    }
    out.put(text);
    fraction((int) (ns - printed * NS_PER_SECOND), out);
    out.put(TIMESTAMP_NS);
    JsonText.number(out, ns);
  }

  private static void fraction(int ns, GrowableBytes out) {
    if (ns == 0) {
      return;
    }
    if (ns % NS_PER_US != 0) {
      fraction(ns, NS_PER_SECOND, out);
    } else if (ns % NS_PER_MS != 0) {
      fraction(ns / NS_PER_US, NS_PER_SECOND / NS_PER_US, out);
    } else {
      fraction(ns / NS_PER_MS, NS_PER_SECOND / NS_PER_MS, out);
    }
  }

  /** A point, and as many digits as {@code one} has zeros. */
  private static void fraction(int numerator, int one, GrowableBytes out) {
    int point = out.size();
    out.putDecimal(one + numerator);
    out.array()[point] = '.'; // where a 1 was
  }
}
