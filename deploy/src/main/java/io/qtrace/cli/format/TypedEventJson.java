package io.qtrace.cli.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.qtrace.schema.EventSchemas;
import io.qtrace.schema.Unsigned64;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Writes typed events as JSON, one object a line:
 *
 * <pre>
 *   {"event":"…","timestamp":"2026-…Z","timestampNs":…,"host":"","vm":"vm-7","pid":4711,"tid":null,"arguments":{…}}
 * </pre>
 *
 * Unsigned 64-bit arguments are unsigned numbers, pointers are "0x…". The schema is the writer's,
 * so any revision of an event can be shown. Not thread-safe.
 */
public final class TypedEventJson {

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final JsonGenerator json;
  private @Nullable BinaryDecoder avro;
  private Utf8 string = new Utf8();

  /** Does not close {@code out}. */
  public TypedEventJson(OutputStream out) {
    try {
      json =
          new JsonFactory()
              .createGenerator(out)
              .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
              .setPrettyPrinter(new MinimalPrettyPrinter(""));
    } catch (IOException e) {
      throw new IllegalStateException("a generator writes nothing before it is used", e);
    }
  }

  /**
   * @param schema an event's, with {@code meta} as its first field
   * @param bytes hold the Avro record from {@code from} to {@code to}, without framing
   */
  public void write(Schema schema, byte[] bytes, int from, int to) throws IOException {
    var in = DecoderFactory.get().binaryDecoder(bytes, from, to - from, avro);
    avro = in;
    json.writeStartObject();
    json.writeStringField("event", eventName(schema));
    for (var field : schema.getFields()) {
      if (field.pos() == 0) {
        meta(field.schema(), in);
        json.writeObjectFieldStart("arguments");
      } else {
        json.writeFieldName(field.name());
        value(field.schema(), in);
      }
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Writes out what is buffered; lines are whole anyway. */
  public void flush() throws IOException {
    json.flush();
  }

  private static String eventName(Schema schema) {
    var name = schema.getProp(EventSchemas.EVENT_PROPERTY);
    return name == null ? schema.getName() : name;
  }

  private void meta(Schema meta, BinaryDecoder in) throws IOException {
    for (var field : meta.getFields()) {
      if (field.name().equals("timestamp")) {
        long ns = in.readLong();
        var time =
            Instant.ofEpochSecond(
                Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND));
        json.writeStringField("timestamp", time.toString());
        json.writeNumberField("timestampNs", ns);
      } else {
        json.writeFieldName(field.name());
        value(field.schema(), in);
      }
    }
  }

  private void value(Schema schema, BinaryDecoder in) throws IOException {
    switch (schema.getType()) {
      case LONG -> number(schema, in.readLong());
      case DOUBLE -> json.writeNumber(in.readDouble());
      case BOOLEAN -> json.writeBoolean(in.readBoolean());
      case STRING -> {
        string = in.readString(string);
        json.writeString(string.toString());
      }
      case UNION -> value(schema.getTypes().get(in.readIndex()), in);
      case NULL -> json.writeNull();
      default ->
          throw new IOException("not the schema of an event: it has a field of type " + schema);
    }
  }

  private void number(Schema schema, long bits) throws IOException {
    var type = schema.getProp("logicalType");
    if (EventSchemas.POINTER.equals(type)) {
      json.writeString(Unsigned64.toAddress(bits));
    } else if (EventSchemas.UINT64.equals(type) && bits < 0) {
      json.writeNumber(Unsigned64.toBigInteger(bits));
    } else {
      json.writeNumber(bits);
    }
  }
}
