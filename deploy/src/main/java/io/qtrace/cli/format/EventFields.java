package io.qtrace.cli.format;

import io.qtrace.schema.EventSchemas;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TypedEventJson} needs of an event's schema, looked up once: there are many events of
 * each.
 */
final class EventFields {

  /** The beginning of the line, up to the name. */
  final byte[] start;

  /** Fields of {@code meta}. */
  final List<Field> meta;

  /** All other fields. */
  final List<Field> arguments;

  private EventFields(String event, List<Field> meta, List<Field> arguments) {
    this.start = JsonText.bytes("{\"event\":" + JsonText.quoted(event));
    this.meta = meta;
    this.arguments = arguments;
  }

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

  static final class Field {

    /** What is in front of the value: a name and a colon, behind a comma. */
    final byte[] label;

    final boolean isUnion;

    /** Of a union, one by one; else the only kind there is. */
    final List<Kind> branches;

    private Field(String before, String name, boolean isUnion, List<Kind> branches) {
      this.label = JsonText.bytes(before + JsonText.quoted(name) + ":");
      this.isUnion = isUnion;
      this.branches = branches;
    }

    private static Field of(Schema.Field field, String before) {
      boolean isUnion = field.schema().isUnion();
      var branches = isUnion ? field.schema().getTypes() : List.of(field.schema());
      return new Field(
          before, field.name(), isUnion, branches.stream().map(EventFields::kind).toList());
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
              ? new Field(",", field.name(), false, List.of(Kind.TIMESTAMP))
              : Field.of(field, ","));
    }
    var arguments = new ArrayList<Field>();
    for (var field : fields.subList(1, fields.size())) {
      arguments.add(Field.of(field, arguments.isEmpty() ? "" : ","));
    }
    return new EventFields(name == null ? schema.getName() : name, meta, arguments);
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
