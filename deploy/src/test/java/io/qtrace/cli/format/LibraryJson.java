package io.qtrace.cli.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qtrace.definition.Definitions;
import io.qtrace.frame.Frame;
import io.qtrace.raw.RawEvent;
import io.qtrace.schema.EventSchemas;
import io.qtrace.schema.Unsigned64;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON of an event has to be: what Avro's own reader finds in the typed event, printed by
 * Jackson.
 */
public final class LibraryJson {

  private final Definitions definitions;
  private final TypedEventEncoder encoder;
  private final Map<Integer, Schema> schemas = new HashMap<>();
  private final JsonFactory factory = new JsonFactory();

  public LibraryJson(Definitions definitions, TypedEventEncoder encoder) {
    this.definitions = definitions;
    this.encoder = encoder;
  }

  Schema schema(int definition) {
    return schemas.computeIfAbsent(
        definition, d -> EventSchemas.compile(definitions.events().get(d)));
  }

  /** The event's line, with the newline. */
  public byte[] line(RawEvent event) {
    int to = encoder.encode(event, 1);
    int from = Frame.BYTES;
    var avro = DecoderFactory.get().binaryDecoder(encoder.array(), from, to - from, null);
    var out = new ByteArrayOutputStream();
    try (var json = factory.createGenerator(out)) {
      var reader = new GenericDatumReader<GenericRecord>(schema(event.definition));
      write(definitions.events().get(event.definition).name(), reader.read(null, avro), json);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(String name, GenericRecord typed, JsonGenerator json)
      throws IOException {
    var meta = (GenericRecord) typed.get("meta");
    long ns = (Long) meta.get("timestamp");
    json.writeStartObject();
    json.writeStringField("event", name);
    json.writeStringField("timestamp", Instant.ofEpochSecond(0, ns).toString());
    json.writeNumberField("timestampNs", ns);
    json.writeStringField("host", meta.get("host").toString());
    json.writeStringField("vm", meta.get("vm").toString());
    json.writeNumberField("pid", (Long) meta.get("pid"));
    json.writeFieldName("tid");
    write(null, meta.get("tid"), json);
    json.writeObjectFieldStart("arguments");
    for (var field : typed.getSchema().getFields()) {
      if (field.pos() > 0) {
        json.writeFieldName(field.name());
        write(field.schema().getProp("logicalType"), typed.get(field.pos()), json);
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(
      @Nullable String logicalType, @Nullable Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (!(value instanceof Long number)) {
      json.writeString(value.toString());
    } else if (EventSchemas.POINTER.equals(logicalType)) {
      json.writeString(Unsigned64.toAddress(number));
    } else if (EventSchemas.UINT64.equals(logicalType)) {
      json.writeNumber(Unsigned64.toBigInteger(number));
    } else {
      json.writeNumber(number);
    }
  }
}
