package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;

/**
 * The parts of a syslog line around its stamp: {@code <30>} in front, host, {@code program[pid]:}
 * and RFC 5424's fields behind. LOG_PID makes QEMU's own pid part of every message.
 */
public final class SyslogHeader {

  /** Host, program and pid; RFC 5424 permits 255 + 48 + 128. */
  private static final int MAX_BYTES = 512;

  private static final int MAX_PID_DIGITS = 9;

  public int pid;

  /**
   * The host's name was there: a syslog daemon wrote the line, and escaped its control characters.
   */
  public boolean hasHost;

  /** Returns the position behind {@code <30>}, or -1. */
  public static int priorityEnd(byte[] b, int at, int end) {
    if (at >= end || b[at] != '<') {
      return -1;
    }
    int to = Words.digitsEnd(b, at + 1, Math.min(end, at + 4));
    return to > at + 1 && to < end && b[to] == '>' ? to + 1 : -1;
  }

  /**
   * Reads {@code host program[pid]: }, {@code program[pid]: } or {@code host program: }, and
   * returns the position behind, or -1.
   */
  public int readTag(byte[] b, int at, int end) {
    int to = readTagWithoutPid(b, at, end);
    return to >= 0 ? to : readTagWithPid(b, at, end);
  }

  private int readTagWithoutPid(byte[] b, int at, int end) {
    int limit = Math.min(end, at + MAX_BYTES);
    int program = Words.indexOf(b, at, limit, (byte) ' ') + 1;
    int to = Words.indexOf(b, Math.min(program, limit), limit, (byte) ' ');
    boolean isTag = program > at + 1 && to - program > 1 && to < limit && b[to - 1] == ':';
    if (!isTag || b[program - 2] == ':' || b[to - 2] == ']') {
      return -1;
    }
    pid = 0;
    hasHost = true;
    return skipSpaces(b, to, end);
  }

  private int readTagWithPid(byte[] b, int at, int end) {
    int most = Math.min(end, at + MAX_BYTES);
    int hostTo = Words.indexOf(b, at, most, (byte) ' ');
    int programTo = Words.indexOf(b, Math.min(most, hostTo + 1), most, (byte) ' ');
    int limit = Math.min(most, programTo + 1);
    for (int open = Words.indexOf(b, at, limit, (byte) '[');
        open < limit;
        open = Words.indexOf(b, open + 1, limit, (byte) '[')) {
      int to = Words.digitsEnd(b, open + 1, Math.min(limit, open + 1 + MAX_PID_DIGITS));
      if (to > open + 1 && limit - to > 2 && b[to] == ']' && b[to + 1] == ':' && b[to + 2] == ' ') {
        pid = (int) Words.decimal(b, open + 1, to);
        hasHost = Words.indexOf(b, at, open, (byte) ' ') < open;
        return skipSpaces(b, to + 3, end);
      }
    }
    return -1;
  }

  /** Reads {@code HOST APP PROCID MSGID SD } of RFC 5424 and returns the position behind, or -1. */
  public int readFields(byte[] b, int at, int end) {
    int next = at;
    pid = 0;
    hasHost = true;
    for (int field = 0; field < 4; field++) {
      int to = Words.indexOf(b, next, Math.min(end, next + MAX_BYTES), (byte) ' ');
      if (to >= end || b[to] != ' ') {
        return -1;
      }
      boolean isPid =
          field == 2 && to - next <= MAX_PID_DIGITS && Words.digitsEnd(b, next, to) == to;
      pid = isPid ? (int) Words.decimal(b, next, to) : pid;
      next = to + 1;
    }
    int to = structureEnd(b, next, end);
    return to < 0 || to >= end || b[to] != ' ' ? -1 : messageFrom(b, skipSpaces(b, to, end), end);
  }

  /** RFC 5424, section 6.4: a message in UTF-8 may begin with a byte order mark. */
  private static int messageFrom(byte[] b, int at, int end) {
    boolean hasMark =
        end - at > 3
            && b[at] == (byte) 0xef
            && b[at + 1] == (byte) 0xbb
            && b[at + 2] == (byte) 0xbf;
    return hasMark ? at + 3 : at;
  }

  /** The end of {@code -} or {@code [id name="value"][...]}, or -1. */
  private static int structureEnd(byte[] b, int at, int end) {
    if (at < end && b[at] == '-') {
      return at + 1;
    }
    int next = at;
    while (next < end && b[next] == '[') {
      next = elementEnd(b, next, end);
    }
    return next == at ? -1 : next;
  }

  private static int elementEnd(byte[] b, int at, int end) {
    boolean isQuoted = false;
    for (int i = at; i < end; i++) {
      if (b[i] == '\\') {
        i++;
      } else if (b[i] == '"') {
        isQuoted = !isQuoted;
      } else if (b[i] == ']' && !isQuoted) {
        return i + 1;
      }
    }
    return end;
  }

  static int skipSpaces(byte[] b, int at, int end) {
    int next = at;
    while (next < end && b[next] == ' ') {
      next++;
    }
    return next;
  }
}
