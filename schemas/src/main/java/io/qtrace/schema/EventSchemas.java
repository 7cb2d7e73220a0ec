package io.qtrace.schema;

import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The Avro schema of an event: {@code meta}, then the arguments under their C names.
 *
 * <p>Integers and pointers of every width are {@code long}, so that a QEMU version that changes a
 * width stays compatible. A field that needs its bits read in another way says so by a logical
 * type: {@link #UINT64} or {@link #POINTER}. Every field has a default, so arguments may come and
 * go.
 */
public final class EventSchemas {

  public static final String NAMESPACE = "qemu.trace";

  /** Record property: the event's name as QEMU has it. */
  public static final String EVENT_PROPERTY = "event";

  /** Record property: the printf format, where the declaration has one. */
  public static final String FORMAT_PROPERTY = "format";

  /** Field property: the argument's C type. */
  public static final String C_TYPE_PROPERTY = "cType";

  /**
   * Logical type of a long that holds the bits of an unsigned 64-bit integer; see {@link
   * Unsigned64}.
   */
  public static final String UINT64 = "uint64";

  /** Logical type of a long that holds the bits of an address; see {@link Unsigned64}. */
  public static final String POINTER = "pointer";

  /** The first field of every event. */
  public static final String META_FIELD = "meta";

  static final String META_NAME = "Meta";

  private EventSchemas() {}

  /**
   * The schema of one event. Equal definitions give equal schemas, whatever else their files hold.
   */
  public static Schema compile(EventDefinition event) {
    var fields = new ArrayList<Schema.Field>();
    fields.add(metaField());
    var names = FieldNames.of(event);
    for (int i = 0; i < names.size(); i++) {
      fields.add(field(names.get(i), event.arguments().get(i).type()));
    }
    var doc = "QEMU trace event " + event.declaration();
    var record = Schema.createRecord(recordName(event.name()), doc, NAMESPACE, false, fields);
    record.addProp(EVENT_PROPERTY, event.name());
    if (event.format() != null) {
      record.addProp(FORMAT_PROPERTY, event.format());
    }
    return record;
  }

  /** The record name of an event, without the namespace; different events have different names. */
  public static String recordName(String event) {
    return RecordNames.of(event);
  }

  private static Schema.Field field(String name, CType type) {
    var field = new Schema.Field(name, schema(type), null, defaultOf(type));
    field.addProp(C_TYPE_PROPERTY, type.text());
    return field;
  }

  private static Schema schema(CType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case STRING -> Schema.create(Schema.Type.STRING);
      case REAL -> Schema.create(Schema.Type.DOUBLE);
      case POINTER -> logicalLong(POINTER);
      case SIGNED, UNSIGNED ->
          type.isUnsigned64() ? logicalLong(UINT64) : Schema.create(Schema.Type.LONG);
    };
  }

  private static Schema logicalLong(String logicalType) {
    return new LogicalType(logicalType).addToSchema(Schema.create(Schema.Type.LONG));
  }

  private static Object defaultOf(CType type) {
    return switch (type.kind()) {
      case BOOLEAN -> false;
      case STRING -> "";
      case REAL -> 0.0;
      case POINTER, SIGNED, UNSIGNED -> 0L;
    };
  }

  private static Schema.Field metaField() {
    var time = LogicalTypes.timestampNanos().addToSchema(Schema.create(Schema.Type.LONG));
    var string = Schema.create(Schema.Type.STRING);
    var nullableLong =
        Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.LONG));
    var fields =
        List.of(
            new Schema.Field("timestamp", time, "when the event happened", 0L),
            new Schema.Field("host", string, "the hypervisor host; empty: not known", ""),
            new Schema.Field("vm", string, "the virtual machine's id", ""),
            new Schema.Field(
                "pid",
                Schema.create(Schema.Type.LONG),
                "QEMU's process id; 0: not known, or QEMU was still reading its command line",
                0L),
            new Schema.Field(
                "tid",
                nullableLong,
                "Linux thread id; null: not known",
                JsonProperties.NULL_VALUE));
    var meta =
        Schema.createRecord(
            META_NAME, "Where and when an event happened", NAMESPACE, false, fields);
    return new Schema.Field(META_FIELD, meta, null, metaDefault());
  }

  private static Map<String, Object> metaDefault() {
    var meta = new LinkedHashMap<String, Object>();
    meta.put("timestamp", 0L);
    meta.put("host", "");
    meta.put("vm", "");
    meta.put("pid", 0L);
    meta.put("tid", JsonProperties.NULL_VALUE);
    return meta;
  }
}
