package io.qtrace.cli.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.qtrace.cli.format.EventFields.Field;
import io.qtrace.cli.format.EventFields.Kind;
import io.qtrace.schema.Unsigned64;
import java.io.IOException;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import java.util.List;
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

  private static final SerializedString EVENT = new SerializedString("event");
  private static final SerializedString TIMESTAMP_NS = new SerializedString("timestampNs");
  private static final SerializedString ARGUMENTS = new SerializedString("arguments");

  private final JsonGenerator json;
  private final UtcTime time = new UtcTime();

  /** By identity: whoever has a schema keeps it. */
  private final IdentityHashMap<Schema, EventFields> known = new IdentityHashMap<>();

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
   * @throws IOException if the schema is not that of an event, or it can not be written
   */
  public void write(Schema schema, byte[] bytes, int from, int to) throws IOException {
    var in = DecoderFactory.get().binaryDecoder(bytes, from, to - from, avro);
    avro = in;
    var event = known(schema);
    json.writeStartObject();
    json.writeFieldName(EVENT);
    json.writeString(event.event());
    fields(event.meta(), in);
    json.writeFieldName(ARGUMENTS);
    json.writeStartObject();
    fields(event.arguments(), in);
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private EventFields known(Schema schema) throws IOException {
    try {
      return known.computeIfAbsent(schema, EventFields::of);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Writes out what is buffered; lines are whole anyway. */
  public void flush() throws IOException {
    json.flush();
  }

  private void fields(List<Field> fields, BinaryDecoder in) throws IOException {
    for (var field : fields) {
      json.writeFieldName(field.name());
      value(field.branches().get(field.isUnion() ? in.readIndex() : 0), in);
    }
  }

  private void value(Kind kind, BinaryDecoder in) throws IOException {
    switch (kind) {
      case TIMESTAMP -> timestamp(in.readLong());
      case LONG -> json.writeNumber(in.readLong());
      case UINT64 -> unsigned(in.readLong());
      case POINTER -> json.writeString(Unsigned64.toAddress(in.readLong()));
      case DOUBLE -> json.writeNumber(in.readDouble());
      case BOOLEAN -> json.writeBoolean(in.readBoolean());
      case STRING -> string(in);
      case NULL -> json.writeNull();
    }
  }

  private void timestamp(long ns) throws IOException {
    time.print(ns);
    json.writeUTF8String(time.text(), 0, time.length());
    json.writeFieldName(TIMESTAMP_NS);
    json.writeNumber(ns);
  }

  private void unsigned(long bits) throws IOException {
    if (bits < 0) {
      json.writeNumber(Unsigned64.toBigInteger(bits));
    } else {
      json.writeNumber(bits);
    }
  }

  private void string(BinaryDecoder in) throws IOException {
    string = in.readString(string);
    if (isAscii(string)) {
      json.writeUTF8String(string.getBytes(), 0, string.getByteLength());
    } else {
      json.writeString(string.toString()); // of what is no UTF-8 each byte is U+FFFD
    }
  }

  private static boolean isAscii(Utf8 string) {
    byte[] bytes = string.getBytes();
    for (int i = 0; i < string.getByteLength(); i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
