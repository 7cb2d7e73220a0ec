package io.qtrace.render;

import io.qtrace.definition.EventDefinition;
import io.qtrace.definition.TraceEventsParser;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Raw events made of Java values: a Long or Double is a number, a byte[] or String is a string. */
final class TestEvent {

  private TestEvent() {}

  static EventDefinition definition(String declaration) {
    return TraceEventsParser.parse("test", declaration).get(0);
  }

  static RawEvent of(ByteOrder order, Object... arguments) {
    var buffer = ByteBuffer.allocate(100_000).order(order);
    buffer.position(7); // Nothing is aligned in a trace.
    for (var argument : arguments) {
      if (argument instanceof Double number) {
        buffer.putDouble(number);
      } else if (argument instanceof Number number) {
        buffer.putLong(number.longValue());
      } else {
        byte[] text =
            argument instanceof byte[] bytes
                ? bytes
                : ((String) argument).getBytes(StandardCharsets.UTF_8);
        buffer.putInt(text.length).put(text);
      }
    }
    var event = new RawEvent();
    event.buffer = buffer.array();
    event.arguments = buffer.array();
    event.argumentsFrom = 7;
    event.argumentsTo = buffer.position();
    event.to = buffer.position();
    event.bigEndian = order == ByteOrder.BIG_ENDIAN;
    event.clock = Clock.MONOTONIC;
    return event;
  }

  /**
   * The line that {@code event name(…) "format"} makes of the arguments, one character for each
   * byte.
   */
  static String text(String declaration, Object... arguments) {
    var out = new GrowableBytes(0);
    LogTextRenderer.compile(definition(declaration))
        .render(of(ByteOrder.LITTLE_ENDIAN, arguments), out);
    return latin1(out);
  }

  static String latin1(GrowableBytes out) {
    return new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1);
  }
}
