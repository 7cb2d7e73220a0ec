package io.qtrace.aggregation.value;

/** A value that was taken of an event before; fields are public because reading it is hot. */
public final class Kept {

  /** An int; the bits of a double; 1 or 0 for a bool. */
  public long low;

  public long high;
  public final Text text = new Text(new byte[0]);

  /** The field that reads the value with this index in {@link Input#kept}. */
  public static Field field(int index, Type type, boolean isUnsigned) {
    Value value =
        switch (type) {
          case INT, POINTER ->
              isUnsigned
                  ? (Value.OfUnsigned) in -> number(in, index)
                  : (Value.OfInt) in -> number(in, index);
          case BOOL -> (Value.OfBool) in -> in.kept[index].low != 0;
          case DOUBLE -> (Value.OfDouble) in -> Double.longBitsToDouble(in.kept[index].low);
          case STRING -> (Value.OfText) in -> in.kept[index].text;
        };
    return new Field(type, value);
  }

  private static long number(Input in, int index) {
    in.high = in.kept[index].high;
    return in.kept[index].low;
  }
}
