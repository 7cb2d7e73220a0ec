package io.qtrace.web.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.qtrace.schema.EventSchemas;
import io.qtrace.schema.Unsigned64;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Avro records as JSON: all fields under their names, in the schema's order. */
final class AvroJson {

  private AvroJson() {}

  static void write(JsonGenerator json, IndexedRecord record) throws IOException {
    json.writeStartObject();
    members(json, record);
    json.writeEndObject();
  }

  static void members(JsonGenerator json, IndexedRecord record) throws IOException {
    for (var field : record.getSchema().getFields()) {
      json.writeFieldName(field.name());
      value(json, field.schema(), record.get(field.pos()));
    }
  }

  private static void value(JsonGenerator json, Schema schema, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (schema.getType() == Schema.Type.UNION) {
      value(json, notNull(schema), value);
    } else if (value instanceof Instant time) {
      json.writeString(Json.time(time.toEpochMilli()));
    } else if (value instanceof Long number) {
      json.writeString(number(schema, number));
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (var entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        value(json, schema.getValueType(), entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(value.toString());
    }
  }

  /** Fields of groups are null or one other type. */
  private static Schema notNull(Schema union) {
    return union.getTypes().stream()
        .filter(type -> type.getType() != Schema.Type.NULL)
        .findFirst()
        .orElse(union);
  }

  private static String number(Schema schema, long number) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return Json.time(number);
    }
    var type = String.valueOf(schema.getProp(LogicalType.LOGICAL_TYPE_PROP));
    return switch (type) {
      case EventSchemas.POINTER -> Unsigned64.toAddress(number);
      case EventSchemas.UINT64 -> Unsigned64.toText(number);
      default -> Long.toString(number);
    };
  }
}
