package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.PrefixForm;
import io.qtrace.raw.Clock;

/** {@code tid@sec.usec:}, which QEMU up to 10.0 puts in front of trace events only. */
public final class ThreadStamp implements PrefixForm {

  /** PID_MAX_LIMIT in Linux's include/linux/threads.h has 7; other systems have more. */
  private static final int MAX_TID_DIGITS = 9;

  /** More seconds than this are more nanoseconds than a long holds. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L - 1;

  @Override
  public int read(byte[] b, int at, int end, Heading heading) {
    int tidTo = Words.digitsEnd(b, at, Math.min(end, at + MAX_TID_DIGITS));
    if (tidTo == at || tidTo >= end || b[tidTo] != '@') {
      return -1;
    }
    int secondsTo = Words.digitsEnd(b, tidTo + 1, Math.min(end, tidTo + 12));
    int to = secondsTo + 7;
    if (secondsTo == tidTo + 1 || to >= end || b[secondsTo] != '.' || b[to] != ':') {
      return -1;
    }
    long seconds = Words.decimal(b, tidTo + 1, secondsTo);
    if (seconds > MAX_SECONDS || Words.digitsEnd(b, secondsTo + 1, to) != to) {
      return -1;
    }
    long micros = Words.decimal(b, secondsTo + 1, to);
    heading.mark(Heading.Form.EVENT, Clock.REALTIME, seconds * 1_000_000_000L + micros * 1000);
    heading.event.threadId = Words.decimal(b, at, tidTo);
    return to + 1;
  }
}
