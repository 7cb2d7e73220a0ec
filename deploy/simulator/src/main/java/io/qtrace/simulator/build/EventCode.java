package io.qtrace.simulator.build;

import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.simulator.event.TracePoint;
import io.qtrace.simulator.event.Values;

/** One event of a build, ready to be written. Immutable. */
public final class EventCode {

  private final long id;
  private final LogTextRenderer renderer;

  /** Per argument its place in {@link Values}, -1 if the simulator knows no value. */
  private final int[] places;

  private final CType[] types;

  EventCode(TracePoint point, EventDefinition definition, long id) {
    this.id = id;
    this.renderer = LogTextRenderer.compile(definition);
    int count = definition.arguments().size();
    places = new int[count];
    types = new CType[count];
    for (int i = 0; i < count; i++) {
      var argument = definition.arguments().get(i);
      places[i] = point.arguments().indexOf(argument.name());
      types[i] = argument.type();
    }
  }

  /** In the binary. */
  public long id() {
    return id;
  }

  public LogTextRenderer renderer() {
    return renderer;
  }

  /**
   * Writes the arguments as the simple format has them.
   *
   * @return where they end
   */
  public int encode(Values values, byte[] out, int from) {
    int at = from;
    for (int i = 0; i < places.length; i++) {
      if (types[i].kind() == CType.Kind.STRING) {
        byte[] text = values.text(places[i]);
        LittleEndian.putInt(out, at, text.length);
        System.arraycopy(text, 0, out, at + 4, text.length);
        at += 4 + text.length;
      } else {
        LittleEndian.putLong(out, at, widened(values.number(places[i]), types[i]));
        at += 8;
      }
    }
    return at;
  }

  /** As C passes it on: cut to the argument's type, and made 64 bits wide again. */
  private static long widened(long value, CType type) {
    int unused = 64 - type.bits();
    return switch (type.kind()) {
      case SIGNED -> value << unused >> unused;
      case UNSIGNED -> value << unused >>> unused;
      case BOOLEAN -> value == 0 ? 0 : 1;
      case REAL, POINTER, STRING -> value;
    };
  }
}
