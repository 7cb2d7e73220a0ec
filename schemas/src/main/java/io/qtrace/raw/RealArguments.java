package io.qtrace.raw;

import static io.qtrace.raw.record.SimpleFormat.u32;
import static io.qtrace.raw.record.SimpleFormat.u64;

import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Arguments of events that have floating-point numbers. The simple backend writes {@code
 * (uint64_t)value}, a whole number (QEMU's scripts/tracetool/backend/simple.py); here they become
 * doubles. Not thread-safe.
 */
final class RealArguments {

  private byte[] doubles = new byte[256];

  static boolean isIn(EventDefinition event) {
    return event.arguments().stream().anyMatch(a -> a.type().kind() == CType.Kind.REAL);
  }

  /**
   * Points the event at a copy of its arguments, in the same byte order. They fit the definition.
   */
  void convert(EventDefinition definition, RawEvent event) {
    int from = event.argumentsFrom;
    int length = event.argumentsTo - from;
    if (doubles.length < length + Long.BYTES) {
      doubles = new byte[2 * length + Long.BYTES];
    }
    System.arraycopy(event.arguments, from, doubles, 0, length);
    var order = event.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var out = ByteBuffer.wrap(doubles).order(order);
    int at = 0;
    for (var argument : definition.arguments()) {
      var kind = argument.type().kind();
      if (kind == CType.Kind.REAL) {
        // What is negative casts to the two's complement on x86-64; C leaves it undefined.
        out.putDouble(at, (double) u64(doubles, at, event.bigEndian));
      }
      at +=
          kind == CType.Kind.STRING
              ? Integer.BYTES + u32(doubles, at, event.bigEndian)
              : Long.BYTES;
    }
    event.arguments = doubles;
    event.argumentsFrom = 0;
    event.argumentsTo = length;
  }
}
