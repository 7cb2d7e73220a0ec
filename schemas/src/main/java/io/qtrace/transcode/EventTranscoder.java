package io.qtrace.transcode;

import io.qtrace.bytes.Words;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;

/**
 * Rewrites the arguments of one event as Avro binary, field by field. Immutable and thread-safe;
 * allocates nothing.
 *
 * <p>Checks nothing: a {@link RawEvent}'s arguments fit their definition.
 */
public final class EventTranscoder {

  private static final byte LONG = 0;
  private static final byte BOOLEAN = 1;
  private static final byte STRING = 2;
  private static final byte REAL = 3;

  /** Lengths below this have one byte. */
  private static final int ONE_BYTE_LENGTHS = 64;

  private final byte[] plan;

  private EventTranscoder(byte[] plan) {
    this.plan = plan;
  }

  public static EventTranscoder compile(EventDefinition event) {
    var plan = new byte[event.arguments().size()];
    for (int i = 0; i < plan.length; i++) {
      plan[i] =
          switch (event.arguments().get(i).type().kind()) {
            case STRING -> STRING;
            case BOOLEAN -> BOOLEAN;
            case REAL -> REAL;
            case SIGNED, UNSIGNED, POINTER -> LONG;
          };
    }
    return new EventTranscoder(plan);
  }

  /**
   * A bound for the bytes {@link #transcode} touches: a number grows from 8 to 10, a string at most
   * threefold.
   */
  public static int maxBytes(RawEvent event) {
    return 3 * (event.argumentsTo - event.argumentsFrom)
        + AvroBytes.MAX_LONG_BYTES
        + AvroBytes.SLACK;
  }

  /**
   * Writes the arguments in declaration order.
   *
   * @param out has room for {@link #maxBytes} from {@code at} on
   * @return the end of what was written
   */
  public int transcode(RawEvent event, byte[] out, int at) {
    byte[] in = event.arguments;
    boolean bigEndian = event.bigEndian;
    int next = event.argumentsFrom;
    int end = at;
    for (byte op : plan) {
      if (op == STRING) {
        int length = (int) Words.INT.get(in, next);
        length = bigEndian ? Integer.reverseBytes(length) : length;
        next += Integer.BYTES;
        end = putString(in, next, length, out, end);
        next += length;
        continue;
      }
      long value = (long) Words.LONG.get(in, next);
      next += Long.BYTES;
      if (op == LONG) {
        end = AvroBytes.putLong(out, end, bigEndian ? Long.reverseBytes(value) : value);
      } else if (op == BOOLEAN) {
        out[end++] = (byte) (value == 0 ? 0 : 1);
      } else {
        Words.LONG.set(out, end, bigEndian ? Long.reverseBytes(value) : value);
        end += Long.BYTES;
      }
    }
    return end;
  }

  private static int putString(byte[] in, int from, int length, byte[] out, int at) {
    if (length < ONE_BYTE_LENGTHS) {
      out[at] = (byte) (length << 1); // zig-zag
      if (AvroBytes.copy(in, from, length, out, at + 1) == 0) {
        return at + 1 + length;
      }
    }
    return putAnyString(in, from, length, out, at);
  }

  private static int putAnyString(byte[] in, int from, int length, byte[] out, int at) {
    int start = AvroBytes.putLong(out, at, length);
    if (AvroBytes.copy(in, from, length, out, start) == 0) {
      return start + length;
    }
    start = AvroBytes.putLong(out, at, Utf8.length(in, from, from + length));
    return Utf8.put(in, from, from + length, out, start);
  }
}
