package io.qtrace.cli.format;

import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as they are read as the JSON that {@link TypedEventJson} makes of typed ones, byte
 * for byte, without Avro in between. What the lines of an event have in common is made when the
 * first one comes. Not thread-safe.
 */
public final class RawEventJson {

  private static final byte[] TID = JsonText.bytes(",\"tid\":");
  private static final byte[] ARGUMENTS = JsonText.bytes(",\"arguments\":{");
  private static final byte[] END = JsonText.bytes("}}\n");

  private final List<EventDefinition> definitions;
  private final @Nullable EventLine[] lines;
  private final EventTime time = new EventTime();

  /** What is between the time and the pid. */
  private final byte[] origin;

  /**
   * @param definitions in the order of {@link RawEvent#definition}
   */
  public RawEventJson(List<EventDefinition> definitions, String host, String vm) {
    this.definitions = definitions;
    lines = new EventLine[definitions.size()];
    origin =
        JsonText.bytes(
            ",\"host\":%s,\"vm\":%s,\"pid\":"
                .formatted(JsonText.quoted(host), JsonText.quoted(vm)));
  }

  /**
   * Appends the event's line.
   *
   * @param epochNs when it happened
   */
  public void write(RawEvent event, long epochNs, GrowableBytes out) {
    var line = line(event.definition);
    out.put(line.start);
    time.put(epochNs, out);
    out.put(origin);
    out.putDecimal(Integer.toUnsignedLong(event.pid));
    out.put(TID);
    if (event.threadId == -1) {
      JsonText.nothing(out);
    } else {
      JsonText.number(out, event.threadId);
    }
    out.put(ARGUMENTS);
    line.arguments(event, out);
    out.put(END);
  }

  private EventLine line(int definition) {
    var line = lines[definition];
    if (line == null) {
      line = lines[definition] = new EventLine(definitions.get(definition));
    }
    return line;
  }
}
