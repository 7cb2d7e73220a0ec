package io.qtrace.alert.stream;

import io.qtrace.alert.window.Scope;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.frame.Frame;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads framed Avro records into results. An older writer's schema is resolved to ours, so results
 * written before an update are read too. Not thread-safe.
 */
final class ResultReader {

  private final IntFunction<Schema> writerSchemas;
  private final Map<Integer, Reader> readers = new HashMap<>();
  private @Nullable BinaryDecoder decoder;

  private record Reader(boolean ofRamBlocks, GenericDatumReader<GenericRecord> avro) {}

  ResultReader(IntFunction<Schema> writerSchemas) {
    this.writerSchemas = writerSchemas;
  }

  /**
   * Empty for a scope that rules cannot be about.
   *
   * @throws IOException if the bytes are not a framed result
   */
  Optional<WindowResult> read(byte[] framed) throws IOException {
    var reader = reader(Frame.schemaId(framed));
    decoder =
        DecoderFactory.get()
            .binaryDecoder(framed, Frame.BYTES, framed.length - Frame.BYTES, decoder);
    try {
      var fields = reader.avro.read(null, decoder);
      var scope =
          reader.ofRamBlocks
              ? Optional.of(Scope.RAM_BLOCK)
              : Scope.of(String.valueOf(fields.get("scope")));
      return scope.map(of -> new WindowResult(of, fields));
    } catch (AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new IOException("it does not fit its schema: " + e.getMessage(), e);
    }
  }

  private Reader reader(int id) throws IOException {
    var known = readers.get(id);
    if (known != null) {
      return known;
    }
    var writer = writerSchemas.apply(id);
    boolean ofRamBlocks = isNamed(writer, Scope.RAM_BLOCK.schema());
    if (!ofRamBlocks && !isNamed(writer, Scope.VM.schema())) {
      throw new IOException("it is a " + writer.getFullName());
    }
    var ours = ofRamBlocks ? Scope.RAM_BLOCK.schema() : Scope.VM.schema();
    var reader = new Reader(ofRamBlocks, new GenericDatumReader<>(writer, ours));
    readers.put(id, reader);
    return reader;
  }

  private static boolean isNamed(Schema writer, Schema ours) {
    return writer.getFullName().equals(ours.getFullName());
  }
}
