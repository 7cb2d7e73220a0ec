package io.qtrace.topology;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records of one contract of ours in Confluent's wire format: a zero byte, the schema's id, the
 * Avro record. Thread-safe.
 */
final class Framed<T extends SpecificRecordBase> {

  private static final int FRAME_BYTES = 5;
  private static final int USUAL_BYTES = 256;

  /** A reader works out how to read with its first record. */
  private static final ClassValue<SpecificDatumReader<?>> READERS =
      new ClassValue<>() {
        @Override
        protected SpecificDatumReader<?> computeValue(Class<?> contract) {
          return new SpecificDatumReader<>(contract);
        }
      };

  private final int schemaId;
  private final SpecificDatumWriter<T> writer;

  Framed(int schemaId, Class<T> contract) {
    this.schemaId = schemaId;
    this.writer = new SpecificDatumWriter<>(contract);
  }

  int schemaId() {
    return schemaId;
  }

  byte[] frame(T contract) {
    var out = new ByteArrayOutputStream(USUAL_BYTES);
    out.write(0);
    out.write(schemaId >>> 24);
    out.write(schemaId >>> 16);
    out.write(schemaId >>> 8);
    out.write(schemaId);
    try {
      writer.write(contract, EncoderFactory.get().directBinaryEncoder(out, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Undoes {@link #frame}, whatever the id; written with the contract as it is now. */
  static <T extends SpecificRecordBase> T read(byte[] framed, Class<T> contract) {
    var in =
        DecoderFactory.get().binaryDecoder(framed, FRAME_BYTES, framed.length - FRAME_BYTES, null);
    try {
      return contract.cast(READERS.get(contract).read(null, in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
