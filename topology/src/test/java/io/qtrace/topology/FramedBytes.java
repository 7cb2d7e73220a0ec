package io.qtrace.topology;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** Avro records in Confluent's wire format, read by Avro's own readers. */
final class FramedBytes {

  private static final int FRAME_BYTES = 5;

  private FramedBytes() {}

  static int idOf(byte[] framed) {
    return ByteBuffer.wrap(framed).getInt(1);
  }

  /** A record that has to have this schema's id. */
  static <T extends SpecificRecord> T read(int id, byte[] framed, Class<T> contract) {
    if (idOf(framed) != id) {
      throw new AssertionError("schema id " + idOf(framed) + " instead of " + id);
    }
    return read(framed, new SpecificDatumReader<>(contract));
  }

  static <T> T read(byte[] framed, DatumReader<T> reader) {
    var body = new ByteArrayInputStream(framed, FRAME_BYTES, framed.length - FRAME_BYTES);
    try {
      if (framed[0] != 0) {
        throw new AssertionError("no magic byte");
      }
      return reader.read(null, DecoderFactory.get().directBinaryDecoder(body, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
