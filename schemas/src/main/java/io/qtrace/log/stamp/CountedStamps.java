package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.raw.Clock;

/** Stamps of journalctl that count seconds. */
public final class CountedStamps {

  private static final int MICROS_DIGITS = 6;
  private static final int MAX_SECONDS_DIGITS = 9;

  /** From 2001 to 2286. */
  private static final int EPOCH_SECONDS_DIGITS = 10;

  private static final long MAX_EPOCH_SECONDS = Long.MAX_VALUE / 1_000_000_000L - 1;

  private CountedStamps() {}

  /** {@code [ 123.456789] } of {@code -o short-monotonic}. */
  public static int shortMonotonic(byte[] b, int at, int end, Heading heading) {
    if (at >= end || b[at] != '[') {
      return -1;
    }
    int seconds = SyslogHeader.skipSpaces(b, at + 1, Math.min(end, at + 16));
    int point = Words.digitsEnd(b, seconds, Math.min(end, seconds + MAX_SECONDS_DIGITS));
    int to = microsEnd(b, point, end);
    if (point == seconds || to < 0 || end - to < 2 || b[to] != ']' || b[to + 1] != ' ') {
      return -1;
    }
    return heading.stamp(to + 2, Clock.MONOTONIC, ns(b, seconds, point));
  }

  /** {@code 1795368894.324831 } of {@code -o short-unix}. */
  public static int shortUnix(byte[] b, int at, int end, Heading heading) {
    int point = Words.digitsEnd(b, at, Math.min(end, at + EPOCH_SECONDS_DIGITS));
    int to = microsEnd(b, point, end);
    if (point - at != EPOCH_SECONDS_DIGITS || to < 0 || to >= end || b[to] != ' ') {
      return -1;
    }
    if (Words.decimal(b, at, point) > MAX_EPOCH_SECONDS) {
      return -1;
    }
    return heading.stamp(to + 1, Clock.REALTIME, ns(b, at, point));
  }

  private static int microsEnd(byte[] b, int point, int end) {
    if (point >= end || b[point] != '.') {
      return -1;
    }
    int to = Words.digitsEnd(b, point + 1, Math.min(end, point + 2 + MICROS_DIGITS));
    return to - point - 1 == MICROS_DIGITS ? to : -1;
  }

  private static long ns(byte[] b, int seconds, int point) {
    return Words.decimal(b, seconds, point) * 1_000_000_000L
        + Words.decimal(b, point + 1, point + 1 + MICROS_DIGITS) * 1000;
  }
}
