package io.qtrace.render;

import io.qtrace.bytes.Words;
import io.qtrace.raw.RawEvent;

/** Reads arguments out of a raw event's buffer. */
final class Arguments {

  private Arguments() {}

  /** The 8 bytes at {@code at}. */
  static long number(RawEvent event, int at) {
    long value = (long) Words.LONG.get(event.arguments, at);
    return event.bigEndian ? Long.reverseBytes(value) : value;
  }

  /** The length of the string whose 4-byte length is at {@code at}. */
  static int length(RawEvent event, int at) {
    int length = (int) Words.INT.get(event.arguments, at);
    return event.bigEndian ? Integer.reverseBytes(length) : length;
  }
}
