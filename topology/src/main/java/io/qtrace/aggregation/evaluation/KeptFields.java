package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Values of an event that are kept until another comes, as bytes. */
public final class KeptFields {

  /** As long as strings can be that QEMU writes: trace/simple.h. */
  private static final int MOST_TEXT_BYTES = 512;

  private KeptFields() {}

  static void write(Sample value, DataOutput out) throws IOException {
    switch (value.type()) {
      case STRING -> {
        var text = value.text();
        int length = Math.min(MOST_TEXT_BYTES, text.to - text.from);
        Numbers.write(out, length);
        out.write(text.bytes, text.from, length);
      }
      case DOUBLE -> out.writeLong(value.low());
      case INT, POINTER, BOOL -> {
        out.writeByte((int) value.high());
        Numbers.writeSigned(out, value.low());
      }
    }
  }

  /**
   * Puts values where expressions find them.
   *
   * @param from the index of the first one in {@link Input#kept}
   */
  public static void read(DataInput in, List<Type> types, int from, Input to) throws IOException {
    for (int i = 0; i < types.size(); i++) {
      var kept = to.kept[from + i];
      switch (types.get(i)) {
        case STRING -> {
          var bytes = Numbers.readBytes(in);
          kept.text.point(bytes, 0, bytes.length);
        }
        case DOUBLE -> kept.low = in.readLong();
        case INT, POINTER, BOOL -> {
          kept.high = in.readByte();
          kept.low = Numbers.readSigned(in);
        }
      }
    }
  }
}
