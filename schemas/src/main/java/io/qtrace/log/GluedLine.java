package io.qtrace.log;

import io.qtrace.bytes.Words;
import io.qtrace.raw.RawEvent;

/**
 * Finds a trace line that another thread wrote behind an unfinished message, or that something put
 * a mark in front of. QEMU writes a trace line with one call, so its stamp, name and text stand
 * together and end with the line.
 */
final class GluedLine {

  /** From a stamp's first digit to its Z, without and with a fraction of six digits. */
  private static final int[] STAMP_LENGTHS = {26, 19};

  /** PID_MAX_LIMIT of Linux, include/linux/threads.h. */
  private static final int MAX_TID = 4 * 1024 * 1024;

  private static final int MAX_TID_DIGITS = 7;

  /** What stands in front of a value in JSON, CSV, HTML, a shell's or a logger's words. */
  private static final String QUOTES = "\"'`>,";

  private static final byte[] OPENING = {'{', '[', '('};
  private static final byte[] CLOSING = {'}', ']', ')'};

  private final EventLine line;

  /** Some of the digits in front of the stamp's @ may be the message's. */
  private boolean isThreadDoubtful;

  GluedLine(EventLine line) {
    this.line = line;
  }

  /** The event that {@link #find} found. */
  RawEvent event() {
    var event = line.event();
    if (isThreadDoubtful || event.threadId > MAX_TID) {
      event.pid = event.threadId < 0 ? 0 : event.pid; // SystemTap's digits are a process's
      event.threadId = -1;
    }
    return event;
  }

  /** As {@link EventLine#place}. */
  void place(byte[] b, int from, int end) {
    line.place(b, from, end);
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
    isThreadDoubtful = false;
    if (isMarkup(b, from, end)) {
      return end;
    }
    for (int at = from + 1; at < end; at++) {
      if (b[at] == 'Z' || b[at] == '@') {
        int stamp = b[at] == 'Z' ? isoFrom(b, from, at, end) : threadFrom(b, from, at, end);
        if (stamp < end && !isEnclosed(b, from, stamp, end)) {
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

  /** More digits in front of the @ than a thread id has are the message's. */
  private int threadFrom(byte[] b, int from, int sign, int end) {
    int stamp = sign;
    while (stamp > from + 1 && sign - stamp < MAX_TID_DIGITS && Words.isDigit(b[stamp - 1])) {
      stamp--;
    }
    if (stamp == sign || !isEvent(b, stamp, end)) {
      return end;
    }
    isThreadDoubtful = isPartOfNumber(b[stamp - 1]);
    return stamp;
  }

  /** Numbers in messages are decimal or hexadecimal. */
  private static boolean isPartOfNumber(byte before) {
    return Character.digit(before, 16) >= 0 || before == 'x';
  }

  /** A value in JSON, or an element: no message of QEMU's begins like that, or ends with it. */
  private static boolean isMarkup(byte[] b, int from, int end) {
    int at = from;
    while (at < end && (b[at] == ' ' || b[at] == '\t')) {
      at++;
    }
    if (at + 1 >= end) {
      return false;
    }
    return switch (b[at]) {
      case '<' -> true;
      case '{' -> b[at + 1] == '"';
      case '[' -> b[at + 1] == '{';
      default -> false;
    };
  }

  /** What is quoted, or is a value of something, ends where that says, not with the line. */
  private static boolean isQuoted(byte before) {
    return QUOTES.indexOf(before) >= 0;
  }

  /** Whether a bracket that is open in front of it is closed behind it: then it ends with that. */
  private static boolean isEnclosed(byte[] b, int from, int stamp, int end) {
    for (int i = 0; i < OPENING.length; i++) {
      int depth = 0;
      for (int at = from; at < stamp; at++) {
        depth = Math.max(0, depth + step(b[at], i));
      }
      int open = depth;
      for (int at = stamp; at < end && open > 0; at++) {
        depth += step(b[at], i);
        if (depth < open) {
          return true;
        }
      }
    }
    return false;
  }

  private static int step(byte c, int bracket) {
    return c == OPENING[bracket] ? 1 : c == CLOSING[bracket] ? -1 : 0;
  }

  private boolean isEvent(byte[] b, int from, int end) {
    if (isQuoted(b[from - 1])) {
      return false;
    }
    return line.isStamp(b, from, end) && line.read(b, from, end) == EventLine.Outcome.EVENT;
  }
}
