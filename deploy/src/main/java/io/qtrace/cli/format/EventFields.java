package io.qtrace.cli.format;

import com.fasterxml.jackson.core.io.SerializedString;
import io.qtrace.schema.EventSchemas;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TypedEventJson} needs of an event's schema, looked up once: there are many events of
 * each.
 *
 * @param event the name
 * @param meta fields of {@code meta}
 * @param arguments all other fields
 */
record EventFields(SerializedString event, List<Field> meta, List<Field> arguments) {

  enum Kind {
    TIMESTAMP,
    LONG,
    UINT64,
    POINTER,
    DOUBLE,
    BOOLEAN,
    STRING,
    NULL
  }

  /**
   * A field.
   *
   * @param branches of a union, one by one; else the only kind there is
   */
  record Field(SerializedString name, boolean isUnion, List<Kind> branches) {

    private static Field of(Schema.Field field) {
      boolean isUnion = field.schema().isUnion();
      var branches = isUnion ? field.schema().getTypes() : List.of(field.schema());
      return new Field(
          new SerializedString(field.name()),
          isUnion,
          branches.stream().map(EventFields::kind).toList());
    }
  }

  /**
   * @param schema with {@code meta} as its first field
   * @throws IllegalArgumentException if it is not that of an event
   */
  static EventFields of(Schema schema) {
    var name = schema.getProp(EventSchemas.EVENT_PROPERTY);
    var fields = schema.getFields();
    if (fields.isEmpty() || fields.get(0).schema().getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException("not the schema of an event: its first field is no meta");
    }
    var meta = new ArrayList<Field>();
    for (var field : fields.get(0).schema().getFields()) {
      meta.add(
          field.name().equals("timestamp")
              ? new Field(new SerializedString("timestamp"), false, List.of(Kind.TIMESTAMP))
              : Field.of(field));
    }
    return new EventFields(
        new SerializedString(name == null ? schema.getName() : name),
        meta,
        fields.stream().skip(1).map(Field::of).toList());
  }

  private static Kind kind(Schema schema) {
    return switch (schema.getType()) {
      case LONG -> number(schema.getProp("logicalType"));
      case DOUBLE -> Kind.DOUBLE;
      case BOOLEAN -> Kind.BOOLEAN;
      case STRING -> Kind.STRING;
      case NULL -> Kind.NULL;
      default ->
          throw new IllegalArgumentException(
              "not the schema of an event: it has a field of type " + schema);
    };
  }

  private static Kind number(@Nullable String logicalType) {
    if (EventSchemas.POINTER.equals(logicalType)) {
      return Kind.POINTER;
    }
    return EventSchemas.UINT64.equals(logicalType) ? Kind.UINT64 : Kind.LONG;
  }
}
