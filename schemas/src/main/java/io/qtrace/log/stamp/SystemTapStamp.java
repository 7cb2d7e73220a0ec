package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.PrefixForm;
import io.qtrace.raw.Clock;

/**
 * {@code pid@ns }, which the SystemTap scripts of QEMU builds with the dtrace backend print:
 * tracetool's format/log_stap.py, {@code printf("%d@%d name ...", pid(), gettimeofday_ns())}.
 */
public final class SystemTapStamp implements PrefixForm {

  private static final int MAX_PID_DIGITS = 9;

  /** From 1973 to 2286; fewer digits are no nanoseconds since the epoch. */
  private static final int LEAST_NS_DIGITS = 18;

  private static final int MOST_NS_DIGITS = 19;

  @Override
  public int read(byte[] b, int at, int end, Heading heading) {
    int pidTo = Words.digitsEnd(b, at, Math.min(end, at + MAX_PID_DIGITS));
    if (pidTo == at || pidTo >= end || b[pidTo] != '@') {
      return -1;
    }
    int to = Words.digitsEnd(b, pidTo + 1, Math.min(end, pidTo + 2 + MOST_NS_DIGITS));
    int digits = to - pidTo - 1;
    if (digits < LEAST_NS_DIGITS || digits > MOST_NS_DIGITS || to >= end || b[to] != ' ') {
      return -1;
    }
    long ns = Words.decimal(b, pidTo + 1, to);
    if (ns < 0) {
      return -1;
    }
    heading.mark(Heading.Form.EVENT, Clock.REALTIME, ns);
    heading.event.pid = (int) Words.decimal(b, at, pidTo);
    return to + 1;
  }
}
