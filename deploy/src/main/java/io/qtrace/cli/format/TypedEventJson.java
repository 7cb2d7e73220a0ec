package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.format.EventFields.Field;
import io.qtrace.cli.format.EventFields.Kind;
import io.qtrace.render.GrowableBytes;
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

  private static final byte[] ARGUMENTS = JsonText.bytes(",\"arguments\":{");
  private static final byte[] END = JsonText.bytes("}}\n");

  private final OutputStream out;
  private final GrowableBytes line = new GrowableBytes(1024);
  private final EventTime time = new EventTime();

  /** By identity: whoever has a schema keeps it. */
  private final IdentityHashMap<Schema, EventFields> known = new IdentityHashMap<>();

  private @Nullable BinaryDecoder avro;
  private Utf8 string = new Utf8();

  /** Neither closes nor flushes {@code out}, which gets whole lines. */
  public TypedEventJson(OutputStream out) {
    this.out = out;
  }

  /**
   * @param schema an event's, with {@code meta} as its first field
   * @param bytes hold the Avro record from {@code from} to {@code to}, without framing
   * @throws IOException if the schema is not that of an event, or it cannot be written
   */
  public void write(Schema schema, byte[] bytes, int from, int to) throws IOException {
    var in = DecoderFactory.get().binaryDecoder(bytes, from, to - from, avro);
    avro = in;
    var event = known(schema);
    line.clear();
    line.put(event.start);
    fields(event.meta, in);
    line.put(ARGUMENTS);
    fields(event.arguments, in);
    line.put(END);
    out.write(line.array(), 0, line.size());
  }

  private EventFields known(Schema schema) throws IOException {
    try {
      return known.computeIfAbsent(schema, EventFields::of);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void fields(List<Field> fields, BinaryDecoder in) throws IOException {
    for (var field : fields) {
      line.put(field.label);
      value(field.branches.get(field.isUnion ? in.readIndex() : 0), in);
    }
  }

  private void value(Kind kind, BinaryDecoder in) throws IOException {
    switch (kind) {
      case TIMESTAMP -> time.put(in.readLong(), line);
      case LONG -> JsonText.number(line, in.readLong());
      case UINT64 -> JsonText.unsigned(line, in.readLong());
      case POINTER -> JsonText.address(line, in.readLong());
      case DOUBLE -> JsonText.real(line, in.readDouble());
      case BOOLEAN -> JsonText.bool(line, in.readBoolean());
      case STRING -> string(in);
      case NULL -> JsonText.nothing(line);
    }
  }

  private void string(BinaryDecoder in) throws IOException {
    string = in.readString(string);
    byte[] utf8 = string.toString().getBytes(UTF_8); // of what is no UTF-8 each byte is U+FFFD
    JsonText.string(line, utf8, 0, utf8.length);
  }
}
