package io.qtrace.frame;

import io.qtrace.bytes.Words;
import java.io.IOException;

/**
 * Confluent's wire format: a zero byte, the id of the writer's schema as four bytes, big endian,
 * and the record as Avro encodes it.
 */
public final class Frame {

  /** In front of the record. */
  public static final int BYTES = 1 + Integer.BYTES;

  private Frame() {}

  /** Whether a value begins as all that qtrace writes. */
  public static boolean isAround(byte[] value) {
    return value.length >= BYTES && value[0] == 0;
  }

  /**
   * The id of the schema that a record was written with.
   *
   * @throws IOException if there is no frame around it
   */
  public static int schemaId(byte[] framed) throws IOException {
    if (!isAround(framed)) {
      throw new IOException("not framed Avro (a zero byte and a schema id): not qtrace's record");
    }
    return (int) Words.INT_BIG.get(framed, 1);
  }

  /** The frame alone. */
  public static byte[] of(int schemaId) {
    var frame = new byte[BYTES];
    put(frame, schemaId);
    return frame;
  }

  /** Writes the frame over a value's first bytes. */
  public static void put(byte[] to, int schemaId) {
    to[0] = 0;
    Words.INT_BIG.set(to, 1, schemaId);
  }
}
