package io.qtrace.log;

import io.qtrace.raw.RawEvent;

/**
 * Finds a trace line that another thread wrote behind an unfinished message. QEMU writes a trace
 * line with one call, so its stamp, name and text stand together and end with the line.
 */
final class GluedLine {

  /** From a stamp's first digit to its Z, without and with a fraction of six digits. */
  private static final int[] STAMP_LENGTHS = {26, 19};

  private final EventLine line;

  GluedLine(EventLine line) {
    this.line = line;
  }

  /** The event that {@link #find} found. */
  RawEvent event() {
    line.forgetThread();
    return line.event();
  }

  /** Whether QEMU writes an empty line behind it. */
  boolean endsWithEmptyLine() {
    return line.endsWithEmptyLine();
  }

  /**
   * Index behind {@code from} where the first stamp stands that an event follows; {@code end} if
   * none does.
   */
  int find(byte[] b, int from, int end) {
    for (int at = from + 1; at < end; at++) {
      if (b[at] == 'Z' || b[at] == '@') {
        int stamp = b[at] == 'Z' ? isoFrom(b, from, at, end) : threadFrom(b, from, at, end);
        if (stamp < end) {
          return stamp;
        }
      }
    }
    return end;
  }

  private int isoFrom(byte[] b, int from, int z, int end) {
    for (int length : STAMP_LENGTHS) {
      int stamp = z - length;
      if (stamp > from && b[stamp + 4] == '-' && isEvent(b, stamp, end)) {
        return stamp;
      }
    }
    return end;
  }

  /** All digits in front of the @ go to the event's line, though some may be the message's. */
  private int threadFrom(byte[] b, int from, int sign, int end) {
    int stamp = sign;
    while (stamp > from && Words.isDigit(b[stamp - 1])) {
      stamp--;
    }
    return stamp > from && stamp < sign && isEvent(b, stamp, end) ? stamp : end;
  }

  private boolean isEvent(byte[] b, int from, int end) {
    return line.isStamp(b, from, end) && line.read(b, from, end) == EventLine.Outcome.EVENT;
  }
}
