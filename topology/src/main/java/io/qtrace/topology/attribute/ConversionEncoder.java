package io.qtrace.topology.attribute;

import io.qtrace.contract.Conversion;
import io.qtrace.frame.Frame;
import io.qtrace.frame.Framed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Frames conversions, field by field in the order of the schema: there are about as many as typed
 * events of their kind, and Avro's own writer takes three times as long. Not thread-safe.
 */
final class ConversionEncoder {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int USUAL_BYTES = 256;

  private final byte[] frame;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
  private final BinaryEncoder avro = EncoderFactory.get().binaryEncoder(out, null);

  ConversionEncoder(int schemaId) {
    this.frame = Frame.of(schemaId);
  }

  /** The same bytes as {@link Framed#frame}. */
  byte[] frame(Conversion conversion) {
    out.reset();
    try {
      write(conversion);
      avro.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void write(Conversion conversion) throws IOException {
    avro.writeFixed(frame);
    avro.writeString(conversion.getVm());
    avro.writeString(conversion.getHost());
    var time = conversion.getTimestamp();
    avro.writeLong(time.getEpochSecond() * NANOS_PER_SECOND + time.getNano());
    avro.writeLong(conversion.getPid());
    optional(conversion.getBlock());
    avro.writeArrayStart();
    if (!conversion.getCandidates().isEmpty()) {
      avro.setItemCount(conversion.getCandidates().size());
      for (var candidate : conversion.getCandidates()) {
        avro.startItem();
        avro.writeString(candidate);
      }
    }
    avro.writeArrayEnd();
    avro.writeLong(conversion.getOffset());
    avro.writeLong(conversion.getSize());
    optional(conversion.getGpa());
    avro.writeString(conversion.getFrom());
    avro.writeString(conversion.getTo());
    optional(conversion.getCause());
    avro.writeString(conversion.getRule());
    avro.writeBoolean(conversion.getLate());
    optional(conversion.getCorrects());
    optional(conversion.getLatencyNs());
    optional(conversion.getVcpu());
    optional(conversion.getThreadId());
  }

  private void optional(@Nullable Long number) throws IOException {
    avro.writeIndex(number == null ? 0 : 1);
    if (number != null) {
      avro.writeLong(number);
    }
  }

  private void optional(@Nullable String text) throws IOException {
    avro.writeIndex(text == null ? 0 : 1);
    if (text != null) {
      avro.writeString(text);
    }
  }
}
