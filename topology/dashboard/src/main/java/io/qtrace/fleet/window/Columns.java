package io.qtrace.fleet.window;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.fleet.window.Column.Kind;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Which fields of a kind of result are kept, in which order. */
public final class Columns {

  /** Of a RAM block's window. */
  public static final Columns OF_BLOCK =
      new Columns(
          RamBlockConversions.getClassSchema(),
          "count toShared toPrivate sharedBytes pingPongPages splitFrames fromStart complete");

  /** Of a VM's window, or the fleet's. */
  public static final Columns OF_VM =
      new Columns(
          ConversionRollup.getClassSchema(),
          "count latencyToSharedCount latencyToSharedP50Ns latencyToSharedP99Ns"
              + " latencyToPrivateCount latencyToPrivateP50Ns latencyToPrivateP99Ns droppedEvents"
              + " refused restarts resets stops continues phase missingEvents complete");

  private final List<Column> columns;
  private final int[] positions;

  private Columns(Schema schema, String names) {
    var fields = List.of(names.split(" ", -1)).stream().map(schema::getField).toList();
    columns = fields.stream().map(field -> new Column(field.name(), kind(field.schema()))).toList();
    positions = fields.stream().mapToInt(Schema.Field::pos).toArray();
  }

  private static Kind kind(Schema schema) {
    return switch (schema.getType()) {
      case BOOLEAN -> Kind.FLAG;
      case STRING -> Kind.TEXT;
      default -> Kind.NUMBER;
    };
  }

  public List<Column> all() {
    return columns;
  }

  /**
   * Where a field is in {@link Window#values}.
   *
   * @throws IllegalArgumentException if it is not kept
   */
  public int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " is not kept");
  }

  /** The fields of a record of the contract. */
  public long[] values(IndexedRecord result, Texts texts) {
    var values = new long[positions.length];
    for (int i = 0; i < values.length; i++) {
      var value = result.get(positions[i]);
      values[i] =
          switch (columns.get(i).kind()) {
            case NUMBER -> (Long) value;
            case FLAG -> (Boolean) value ? 1 : 0;
            case TEXT -> texts.number(value.toString());
          };
    }
    return values;
  }
}
