package io.qtrace.cli.decode.sink;

import io.qtrace.cli.format.TypedEventJson;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.schema.EventSchemas;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Typed events as JSON lines, the same that {@code tail} shows. Dropped records are not events. */
final class JsonSink implements EventSink {

  private final List<EventDefinition> definitions;
  private final @Nullable Schema[] schemas;
  private final TypedEventEncoder encoder;
  private final TypedEventJson json;

  JsonSink(OutputStream out, List<EventDefinition> definitions, TypedEventEncoder encoder) {
    this.definitions = definitions;
    this.schemas = new Schema[definitions.size()];
    this.encoder = encoder;
    this.json = new TypedEventJson(out);
  }

  @Override
  public void event(RawEvent event) {
    int to = encoder.encode(event, 0);
    try {
      json.write(schema(event.definition), encoder.array(), TypedEventEncoder.FRAME_BYTES, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }

  private Schema schema(int definition) {
    var schema = schemas[definition];
    if (schema == null) {
      schema = schemas[definition] = EventSchemas.compile(definitions.get(definition));
    }
    return schema;
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {}

  @Override
  public void close() {
    try {
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }
}
