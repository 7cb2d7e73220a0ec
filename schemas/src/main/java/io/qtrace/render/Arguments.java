package io.qtrace.render;

import io.qtrace.raw.RawEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads arguments out of a raw event's buffer. */
final class Arguments {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Arguments() {}

  /** The 8 bytes at {@code at}. */
  static long number(RawEvent event, int at) {
    long value = (long) LONG.get(event.arguments, at);
    return event.bigEndian ? Long.reverseBytes(value) : value;
  }

  /** The length of the string whose 4-byte length is at {@code at}. */
  static int length(RawEvent event, int at) {
    int length = (int) INT.get(event.arguments, at);
    return event.bigEndian ? Integer.reverseBytes(length) : length;
  }
}
