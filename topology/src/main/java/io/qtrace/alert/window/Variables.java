package io.qtrace.alert.window;

import io.qtrace.alert.window.Variable.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The fields of a schema as variables, and their values in a record. */
final class Variables {

  private static final Variables RAM_BLOCK = new Variables(Scope.RAM_BLOCK.schema());
  private static final Variables ROLLUP = new Variables(Scope.VM.schema());

  private final List<Variable> all;
  private final Map<String, Integer> positions = new HashMap<>();
  private final int[] fieldPositions;

  /**
   * @throws IllegalArgumentException if a field has a type that conditions do not know
   */
  private Variables(Schema schema) {
    var fields = schema.getFields().stream().filter(Variables::isOneValue).toList();
    all = fields.stream().map(field -> variable(field, schema)).toList();
    for (int i = 0; i < all.size(); i++) {
      positions.put(all.get(i).name(), i);
    }
    fieldPositions = fields.stream().mapToInt(Field::pos).toArray();
  }

  static Variables of(Scope scope) {
    return scope == Scope.RAM_BLOCK ? RAM_BLOCK : ROLLUP;
  }

  /** Conditions know of no maps. */
  private static boolean isOneValue(Field field) {
    return field.schema().getType() != Schema.Type.MAP;
  }

  private static Variable variable(Field field, Schema schema) {
    var doc = field.doc() == null ? "" : field.doc();
    for (var other : schema.getFields()) {
      doc = doc.replaceAll("\\b" + other.name() + "\\b", snakeCase(other.name()));
    }
    return new Variable(snakeCase(field.name()), kind(field), doc);
  }

  /** {@code windowStart} to {@code window_start}. */
  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Kind kind(Field field) {
    boolean isTime = field.schema().getLogicalType() instanceof LogicalTypes.TimestampMillis;
    return switch (field.schema().getType()) {
      case LONG -> isTime ? Kind.TIMESTAMP : Kind.INT;
      case DOUBLE -> Kind.DOUBLE;
      case BOOLEAN -> Kind.BOOL;
      case STRING -> Kind.STRING;
      default ->
          throw new IllegalArgumentException("field " + field.name() + " is " + field.schema());
    };
  }

  List<Variable> all() {
    return all;
  }

  /** Null if there is no such variable. */
  @Nullable Object value(IndexedRecord of, String name) {
    var position = positions.get(name);
    if (position == null) {
      return null;
    }
    var value = of.get(fieldPositions[position]);
    return all.get(position).kind() == Kind.TIMESTAMP ? Instant.ofEpochMilli((long) value) : value;
  }
}
