package io.qtrace.frame;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Records of one contract of ours, each in its {@link Frame}. Thread-safe. */
public final class Framed<T extends SpecificRecordBase> {

  private static final int USUAL_BYTES = 256;

  /** A reader works out how to read with its first record. */
  private static final ClassValue<SpecificDatumReader<?>> READERS =
      new ClassValue<>() {
        @Override
        protected SpecificDatumReader<?> computeValue(Class<?> contract) {
          return new SpecificDatumReader<>(contract);
        }
      };

  /** Each thread has one, with its buffer. */
  private static final ThreadLocal<BinaryEncoder> ENCODERS = new ThreadLocal<>();

  private final int schemaId;
  private final SpecificDatumWriter<T> writer;

  public Framed(int schemaId, Class<T> contract) {
    this.schemaId = schemaId;
    this.writer = new SpecificDatumWriter<>(contract);
  }

  public int schemaId() {
    return schemaId;
  }

  public byte[] frame(T contract) {
    return frame(schemaId, contract, writer);
  }

  /** The same for a record whose schema is known only now. */
  public static byte[] frame(int schemaId, GenericRecord record) {
    return frame(schemaId, record, new GenericDatumWriter<>(record.getSchema()));
  }

  private static <R> byte[] frame(int schemaId, R record, DatumWriter<R> writer) {
    var out = new ByteArrayOutputStream(USUAL_BYTES);
    out.writeBytes(Frame.of(schemaId));
    try {
      var encoder = EncoderFactory.get().binaryEncoder(out, ENCODERS.get());
      ENCODERS.set(encoder);
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Undoes {@link #frame}, whatever the id. It may have been written before the contract's last
   * fields were added, which then have their defaults, or with more of them; so new ones are always
   * added at the end.
   */
  public static <T extends SpecificRecordBase> T read(byte[] framed, Class<T> contract) {
    try {
      return contract.cast(READERS.get(contract).read(null, decoder(framed)));
    } catch (EOFException e) {
      return readOlder(framed, contract);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, of a topic that others may write to; empty for what is no such record. */
  public static <T extends SpecificRecordBase> Optional<T> find(
      byte @Nullable [] value, Class<T> contract) {
    if (value == null || !Frame.isAround(value)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(value, contract));
    } catch (RuntimeException e) { // Avro fails in many ways at bytes that are no such record.
      return Optional.empty();
    }
  }

  /** Every field takes a byte at least, so only one number of fields takes all that is there. */
  private static <T extends SpecificRecordBase> T readOlder(byte[] framed, Class<T> contract) {
    var schema = SpecificData.get().getSchema(contract);
    for (int fields = schema.getFields().size() - 1; fields > 0; fields--) {
      var older = Framed.<T>readFirst(fields, framed, schema);
      if (older.isPresent()) {
        return older.get();
      }
    }
    throw new IllegalArgumentException(
        "%d bytes are no %s".formatted(framed.length, contract.getSimpleName()));
  }

  /** Empty if it has more fields, or fewer. */
  private static <T extends SpecificRecordBase> Optional<T> readFirst(
      int fields, byte[] framed, Schema schema) {
    var in = decoder(framed);
    try {
      var read = new SpecificDatumReader<T>(first(fields, schema), schema).read(null, in);
      return in.isEnd() ? Optional.of(read) : Optional.empty();
    } catch (EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema first(int fields, Schema of) {
    var copies =
        of.getFields().subList(0, fields).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(of.getName(), of.getDoc(), of.getNamespace(), false, copies);
  }

  private static BinaryDecoder decoder(byte[] framed) {
    return DecoderFactory.get()
        .binaryDecoder(framed, Frame.BYTES, framed.length - Frame.BYTES, null);
  }
}
