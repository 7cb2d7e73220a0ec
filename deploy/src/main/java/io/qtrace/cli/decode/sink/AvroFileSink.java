package io.qtrace.cli.decode.sink;

import io.qtrace.cli.console.NamedOutput;
import io.qtrace.cli.console.OutputFailed;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.EventDefinition;
import io.qtrace.frame.Frame;
import io.qtrace.raw.RawEvent;
import io.qtrace.schema.EventSchemas;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * One Avro Object Container File per event that occurs, {@code <event>.avro}. Dropped records are
 * not events.
 */
final class AvroFileSink implements EventSink {

  private final Path directory;
  private final List<EventDefinition> definitions;
  private final @Nullable DataFileWriter<Object>[] writers;
  private final TypedEventEncoder encoder;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  AvroFileSink(Path directory, List<EventDefinition> definitions, TypedEventEncoder encoder)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.definitions = definitions;
    this.writers = new DataFileWriter[definitions.size()];
    this.encoder = encoder;
  }

  @Override
  public void event(RawEvent event) {
    int from = Frame.BYTES;
    int to = encoder.encode(event, 0);
    try {
      writer(event.definition).appendEncoded(ByteBuffer.wrap(encoder.array(), from, to - from));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }

  private DataFileWriter<Object> writer(int definition) throws IOException {
    var writer = writers[definition];
    if (writer == null) {
      var event = definitions.get(definition);
      var created = new DataFileWriter<>(new GenericDatumWriter<>());
      var file = directory.resolve(event.name() + ".avro");
      writer =
          writers[definition] =
              created.create(EventSchemas.compile(event), NamedOutput.file(file.toString(), file));
    }
    return writer;
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {}

  @Override
  public void close() {
    OutputFailed first = null;
    for (var writer : writers) {
      try {
        if (writer != null) {
          writer.close();
        }
      } catch (OutputFailed e) {
        first = first == null ? e : first; // the others are closed nevertheless
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a NamedOutput fails by its name
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
