package io.qtrace.log.value;

import io.qtrace.bytes.Words;

/** Says why a line does not fit an event. */
public final class Mismatch {

  /** Bytes of the line that a message shows. */
  private static final int MAX_QUOTED = 24;

  private Mismatch() {}

  /**
   * @param lineFrom where the line begins, whose first byte is column 1
   * @param at where it does not fit
   */
  public static String describe(
      String event, String expected, byte[] b, int lineFrom, int at, int end) {
    return "column %d: expected %s of event '%s' but found %s; the line is damaged or the definitions are not of the QEMU that wrote it"
        .formatted(at - lineFrom + 1, expected, event, found(b, at, end));
  }

  /** For a line that only trace events have, but of no event in the definitions. */
  public static String unknownEvent(byte[] b, int lineFrom, int at, int end) {
    int to = Words.indexOf(b, at, end, (byte) ' ');
    if (to == at) {
      return "column %d: a stamp is in front of it, but no event's name; was the line cut or changed?"
          .formatted(at - lineFrom + 1);
    }
    return "column %d: the definitions have no event %s; send the definitions of the QEMU that wrote the line"
        .formatted(at - lineFrom + 1, found(b, at, to));
  }

  private static String found(byte[] b, int at, int end) {
    return at >= end ? "the end of the line" : quote(b, at, Math.min(end, at + MAX_QUOTED));
  }

  /** The bytes in quotes; what is not printable ASCII as \xNN. */
  static String quote(byte[] b, int from, int to) {
    var text = new StringBuilder("'");
    for (int i = from; i < to; i++) {
      if (b[i] >= ' ' && b[i] < 0x7f) {
        text.append((char) b[i]);
      } else {
        text.append("\\x%02x".formatted(b[i] & 0xff));
      }
    }
    return text.append('\'').toString();
  }
}
