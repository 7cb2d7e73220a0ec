package io.qtrace.cli.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.qtrace.schema.EventSchemas;
import io.qtrace.schema.Unsigned64;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of qtrace's own contracts (windows, conversions, alerts, the ledger, dead letters)
 * as JSON, one object a line. Times are ISO 8601, bytes are base64. Not thread-safe.
 */
public final class ContractJson {

  private final JsonGenerator json;

  /** Does not close {@code out}. */
  public ContractJson(OutputStream out) {
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

  /** Writes a line; times may be longs or {@code Instant}s. */
  public void write(IndexedRecord contract) throws IOException {
    record(contract);
    json.writeRaw('\n');
  }

  /** Writes out what is buffered. */
  public void flush() throws IOException {
    json.flush();
  }

  private void record(IndexedRecord contract) throws IOException {
    json.writeStartObject();
    for (var field : contract.getSchema().getFields()) {
      json.writeFieldName(field.name());
      value(field.schema(), contract.get(field.pos()));
    }
    json.writeEndObject();
  }

  private void value(Schema schema, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (schema.getType() == Schema.Type.UNION) {
      value(schema.getTypes().get(GenericData.get().resolveUnion(schema, plain(value))), value);
    } else if (value instanceof Instant time) {
      json.writeString(time.toString());
    } else if (value instanceof Long number) {
      number(schema, number);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof ByteBuffer bytes) {
      var array = new byte[bytes.remaining()];
      bytes.duplicate().get(array);
      json.writeBinary(array);
    } else if (value instanceof IndexedRecord nested) {
      record(nested);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (var element : list) {
        value(schema.getElementType(), element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (var entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        value(schema.getValueType(), entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(value.toString());
    }
  }

  /** What Avro can tell the branch of a union by. */
  private static Object plain(Object value) {
    return value instanceof Instant ? Long.valueOf(0) : value;
  }

  private void number(Schema schema, long number) throws IOException {
    var type = schema.getLogicalType();
    var name = String.valueOf(schema.getProp(LogicalType.LOGICAL_TYPE_PROP));
    if (name.equals(EventSchemas.POINTER)) {
      json.writeString(Unsigned64.toAddress(number));
    } else if (name.equals(EventSchemas.UINT64)) {
      json.writeNumber(Unsigned64.toBigInteger(number));
    } else if (type instanceof LogicalTypes.TimestampMillis) {
      json.writeString(Instant.ofEpochMilli(number).toString());
    } else if (type instanceof LogicalTypes.TimestampNanos) {
      json.writeString(
          Instant.ofEpochSecond(
                  Math.floorDiv(number, 1_000_000_000L), Math.floorMod(number, 1_000_000_000L))
              .toString());
    } else {
      json.writeNumber(number);
    }
  }
}
