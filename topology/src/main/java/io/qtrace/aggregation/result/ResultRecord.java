package io.qtrace.aggregation.result;

import io.qtrace.aggregation.window.Result;
import io.qtrace.schema.EventSchemas;
import java.math.BigInteger;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** One result as a record of a {@link ResultSchema}. */
public final class ResultRecord {

  private static final int HEX = 16;
  private static final int UNSIGNED_BITS = 64;

  private final GenericRecord record;
  private boolean isCut;

  private ResultRecord(Schema schema) {
    record = new GenericData.Record(schema);
  }

  /** A number beyond 64 bits is cut, and {@code saturated} is true. */
  public static GenericRecord of(Schema schema, Result result) {
    var made = new ResultRecord(schema);
    for (var field : schema.getFields()) {
      made.record.put(field.pos(), made.value(field.schema(), result.values().get(field.name())));
    }
    if (made.isCut) {
      made.record.put("saturated", true);
    }
    return made.record;
  }

  private @Nullable Object value(Schema field, @Nullable Object value) {
    if (value instanceof Instant time) {
      return time.toEpochMilli();
    }
    if (value instanceof BigInteger number) {
      return number(number, is(field, EventSchemas.UINT64));
    }
    return value instanceof String text && is(field, EventSchemas.POINTER)
        ? (Object) Long.parseUnsignedLong(text.substring("0x".length()), HEX)
        : value;
  }

  private static boolean is(Schema field, String logicalType) {
    return field.getType() == Schema.Type.UNION
        && logicalType.equals(field.getTypes().get(1).getProp("logicalType"));
  }

  /** More than a long holds. */
  private long number(BigInteger number, boolean isUnsigned) {
    if (isUnsigned && number.signum() > 0 && number.bitLength() <= UNSIGNED_BITS) {
      return number.longValue();
    }
    isCut = true;
    return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
