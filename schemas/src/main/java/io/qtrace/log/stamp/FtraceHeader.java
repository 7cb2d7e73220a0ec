package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import java.nio.charset.StandardCharsets;

/**
 * What ftrace puts in front of text written to {@code trace_marker}: {@code TASK-TID [(TGID)] [cpu]
 * flags secs.usec: tracing_mark_write: }, and {@code trace-cmd report} of the same buffer, which
 * has {@code print: } in front of the function and may not know the function's name: {@code 0: }.
 * It is read backwards from the stamp's end, for a task's name may hold anything.
 */
public final class FtraceHeader {

  private static final byte[] COLON = {':', ' '};
  private static final byte[] PRINT = "print: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MARKER = "tracing_mark_write: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UNKNOWN = "0: ".getBytes(StandardCharsets.US_ASCII);

  /** TASK_COMM_LEN is 16; the rest is numbers and flags. */
  private static final int MAX_BYTES = 160;

  /** Beyond this many digits a number of nanoseconds may not fit a long. */
  private static final int MAX_SECONDS_DIGITS = 9;

  private static final int MAX_ID_DIGITS = 9;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  public long timestampNs;
  public boolean hasTimestamp;
  public long threadId;
  public int pid;

  /** Returns the position behind a header that begins at {@code from}, or -1. */
  public int read(byte[] b, int from, int end) {
    int limit = Math.min(end, from + MAX_BYTES);
    for (int colon = Words.indexOf(b, from, limit, COLON);
        colon >= 0;
        colon = Words.indexOf(b, colon + 1, limit, COLON)) {
      int text = functionEnd(b, colon + 2, end);
      if (text >= 0 && isHeader(b, from, colon)) {
        return text;
      }
    }
    return -1;
  }

  private boolean isHeader(byte[] b, int from, int to) {
    int at = stampFrom(b, from, to);
    int cpu = at < 0 ? -1 : cpuFrom(b, from, at);
    return cpu >= 0 && isTask(b, from, cpu);
  }

  /** Behind {@code [print: ]tracing_mark_write: } or {@code [print: ]0: }, or -1. */
  private static int functionEnd(byte[] b, int from, int end) {
    int at = SyslogHeader.skipSpaces(b, from, end);
    if (Words.startsWith(b, at, end, PRINT)) {
      at = SyslogHeader.skipSpaces(b, at + PRINT.length, end);
    }
    if (Words.startsWith(b, at, end, MARKER)) {
      return at + MARKER.length;
    }
    return Words.startsWith(b, at, end, UNKNOWN) ? at + UNKNOWN.length : -1;
  }

  /**
   * Reads the stamp that ends at {@code to}: secs.usec, secs.nsec ({@code trace-cmd report -t}), or
   * the plain number of a clock that does not tell time.
   */
  private int stampFrom(byte[] b, int from, int to) {
    int fraction = digitsFrom(b, from, to);
    int fractionDigits = to - fraction;
    hasTimestamp =
        (fractionDigits == 6 || fractionDigits == 9)
            && fraction - 1 > from
            && b[fraction - 1] == '.';
    timestampNs = 0;
    if (!hasTimestamp) {
      return fraction == to ? -1 : fraction;
    }
    int seconds = digitsFrom(b, from, fraction - 1);
    int digits = fraction - 1 - seconds;
    if (digits == 0 || digits > MAX_SECONDS_DIGITS) {
      return -1;
    }
    timestampNs =
        Words.decimal(b, seconds, fraction - 1) * NS_PER_SECOND
            + Words.decimal(b, fraction, to) * (fractionDigits == 6 ? 1000 : 1);
    return seconds;
  }

  /**
   * The bracket of {@code [001] ...1. }, which ends at {@code to}; the flags may be missing; or -1.
   */
  private static int cpuFrom(byte[] b, int from, int to) {
    int at = to;
    while (at > from && b[at - 1] != ']') {
      at--;
    }
    int digits = digitsFrom(b, from, at - 1);
    return at - 1 > digits && digits > from && b[digits - 1] == '[' ? digits - 1 : -1;
  }

  /** Reads {@code TASK-TID (TGID) }, which ends at {@code to}. */
  private boolean isTask(byte[] b, int from, int to) {
    int at = spacesFrom(b, from, to);
    pid = 0;
    if (at > from && b[at - 1] == ')') {
      int digits = idFrom(b, from, at - 1);
      pid = isNumber(b, digits, at - 1) ? (int) Words.decimal(b, digits, at - 1) : 0;
      at = spacesFrom(b, from, digits);
      at = at > from && b[at - 1] == '(' ? spacesFrom(b, from, at - 1) : from;
    }
    int digits = digitsFrom(b, from, at);
    if (!isNumber(b, digits, at) || digits == from || b[digits - 1] != '-') {
      return false;
    }
    threadId = Words.decimal(b, digits, at);
    return true;
  }

  private static boolean isNumber(byte[] b, int from, int to) {
    return from < to && to - from <= MAX_ID_DIGITS && Words.isDigit(b[from]);
  }

  /** Where a TGID begins: digits, or dashes where the kernel has forgotten it. */
  private static int idFrom(byte[] b, int from, int to) {
    int at = digitsFrom(b, from, to);
    while (at > from && b[at - 1] == '-') {
      at--;
    }
    return at;
  }

  private static int digitsFrom(byte[] b, int from, int to) {
    int at = to;
    while (at > from && Words.isDigit(b[at - 1])) {
      at--;
    }
    return at;
  }

  private static int spacesFrom(byte[] b, int from, int to) {
    int at = to;
    while (at > from && b[at - 1] == ' ') {
      at--;
    }
    return at;
  }
}
