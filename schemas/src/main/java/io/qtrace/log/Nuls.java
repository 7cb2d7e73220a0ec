package io.qtrace.log;

import io.qtrace.bytes.Words;
import io.qtrace.definition.EventDefinition;

/**
 * Bytes of 0 in a log: what a crash of the host leaves of blocks that were not written, and what is
 * in front of all that QEMU writes after somebody has truncated its file. They are no part of a
 * line, and end the one in front of them, but for a few that {@code %c} has printed.
 */
final class Nuls {

  /** A run of so many has not been printed by any event. */
  static final int GAP = 16;

  /** A longer run comes in pieces of that size. */
  static final int MAX_BYTES = 1 << 16;

  private Nuls() {}

  /**
   * Hands out the NULs that begin at a position, with a newline behind them.
   *
   * @return where the next line begins, or {@link JoinedLines#PENDING}
   */
  static int skip(Input input, int from) {
    int to = end(input, from, from + MAX_BYTES);
    int behind = behindReturn(input, to);
    if (behind == input.to && !input.last) {
      return JoinedLines.PENDING;
    }
    input.handler.other(input.b, from, to);
    return input.isNewline(behind) ? behind + 1 : to;
  }

  /** Whether there are only NULs from one of them to a line's end. */
  static boolean areLast(Input input, int from, int lineEnd) {
    return input.isNewline(lineEnd) && behindReturn(input, end(input, from, lineEnd)) == lineEnd;
  }

  private static int behindReturn(Input input, int at) {
    return at < input.to && input.b[at] == '\r' ? at + 1 : at;
  }

  /**
   * Where a line ends that has NULs in it: at the newline, at the first gap, or at the first NUL if
   * there are more than an event can print. So it is not looked through once for each of them.
   *
   * @param nul the first of them
   */
  static int lineEnd(Input input, int nul) {
    int at = nul;
    int count = 0;
    while (input.isNul(at)) {
      int behind = end(input, at, at + GAP);
      if (behind - at == GAP) {
        return at;
      }
      count += behind - at;
      if (count > EventDefinition.MAX_ARGUMENTS) {
        return nul;
      }
      at = input.lineEnd(behind);
    }
    return at;
  }

  /** Behind the NULs at a position. */
  private static int end(Input input, int from, int most) {
    return Words.indexOfOther(input.b, from, Math.min(input.to, most), (byte) 0);
  }
}
