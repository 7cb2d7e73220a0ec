package io.qtrace.aggregation.event;

import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Text;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.bytes.Words;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.schema.EventSchemas;
import java.util.List;

/** The arguments of an event, under the names that typed events have for them. */
public final class Arguments {

  private final List<CType> types;
  private final List<String> names;

  public Arguments(EventDefinition event) {
    types = event.arguments().stream().map(argument -> argument.type()).toList();
    var fields = EventSchemas.compile(event).getFields();
    names = fields.stream().skip(1).map(field -> field.name()).toList();
  }

  public List<String> names() {
    return names;
  }

  /** -1 if there is none of that name. */
  public int indexOf(String name) {
    return names.indexOf(name);
  }

  public Type type(int index) {
    return switch (types.get(index).kind()) {
      case SIGNED, UNSIGNED -> Type.INT;
      case POINTER -> Type.POINTER;
      case BOOLEAN -> Type.BOOL;
      case REAL -> Type.DOUBLE;
      case STRING -> Type.STRING;
    };
  }

  public Field field(int index) {
    return new Field(type(index), value(index));
  }

  private Value value(int index) {
    return switch (types.get(index).kind()) {
      case SIGNED ->
          (Value.OfInt)
              in -> {
                long value = bits(in, index);
                in.high = value >> 63;
                return value;
              };
      case UNSIGNED ->
          types.get(index).isUnsigned64()
              ? (Value.OfUnsigned) in -> unsigned(in, index)
              : (Value.OfInt) in -> unsigned(in, index);
      case POINTER -> (Value.OfInt) in -> unsigned(in, index);
      case BOOLEAN -> (Value.OfBool) in -> bits(in, index) != 0;
      case REAL -> (Value.OfDouble) in -> Double.longBitsToDouble(bits(in, index));
      case STRING -> text(index);
    };
  }

  private static Value.OfText text(int index) {
    var text = new Text(new byte[0]);
    return in -> {
      int at = in.at[index];
      int from = at + Integer.BYTES;
      return text.point(in.event.arguments, from, from + length(in.event, at));
    };
  }

  private static long unsigned(Input in, int index) {
    in.high = 0;
    return bits(in, index);
  }

  private static long bits(Input in, int index) {
    var event = in.event;
    return (long)
        (event.bigEndian ? Words.LONG_BIG : Words.LONG).get(event.arguments, in.at[index]);
  }

  private static int length(RawEvent event, int at) {
    return (int) (event.bigEndian ? Words.INT_BIG : Words.INT).get(event.arguments, at);
  }

  /** Finds where each of the first arguments begins. */
  public void locate(RawEvent event, int count, int[] at) {
    int next = event.argumentsFrom;
    for (int i = 0; i < count; i++) {
      at[i] = next;
      boolean isText = types.get(i).kind() == CType.Kind.STRING;
      next += isText ? Integer.BYTES + length(event, next) : Long.BYTES;
    }
  }
}
