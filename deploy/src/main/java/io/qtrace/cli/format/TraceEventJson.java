package io.qtrace.cli.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Trace Event Format, which Perfetto's UI, Chrome's tracing and speedscope read: one
 * JSON object, with a line for each thing on the timeline. Not thread-safe.
 */
public final class TraceEventJson {

  /** Where on the timeline: a row of a process. */
  public record Track(long pid, long tid) {}

  private static final int NS_PER_US = 1000;

  /** Digits of a microsecond. */
  private static final int FRACTION = 3;

  private static final byte[] TIME =
      JsonText.bytes(",\"cat\":\"event\",\"ph\":\"i\",\"s\":\"t\",\"ts\":");
  private static final byte[] PID = JsonText.bytes(",\"pid\":");
  private static final byte[] TID = JsonText.bytes(",\"tid\":");
  private static final byte[] ARGUMENTS = JsonText.bytes(",\"args\":{");
  private static final byte[] END = JsonText.bytes("}}");
  private static final byte[] NEXT = JsonText.bytes(",\n");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<EventDefinition> definitions;
  private final @Nullable EventLine[] lines;

  /**
   * @param definitions in the order of {@link RawEvent#definition}
   */
  public TraceEventJson(List<EventDefinition> definitions) {
    this.definitions = definitions;
    lines = new EventLine[definitions.size()];
  }

  /** Begins the object, with what is said of all of it. */
  public static void begin(Map<String, ?> otherData, GrowableBytes out) {
    out.put(JsonText.bytes("{\"displayTimeUnit\":\"ns\",\"otherData\":"));
    out.put(json(otherData));
    out.put(JsonText.bytes(",\"traceEvents\":[\n"));
  }

  public static void end(GrowableBytes out) {
    out.put(JsonText.bytes("\n]}\n"));
  }

  /** Separates two things. */
  public static void next(GrowableBytes out) {
    out.put(NEXT);
  }

  /**
   * An event, which has no length.
   *
   * @param ns since the timeline's zero
   */
  public void event(RawEvent event, Track track, long ns, GrowableBytes out) {
    var line = line(event.definition);
    out.put(line.named);
    out.put(TIME);
    micros(ns, out);
    out.put(PID);
    out.putDecimal(track.pid);
    out.put(TID);
    out.putDecimal(track.tid);
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

  private static void micros(long ns, GrowableBytes out) {
    if (ns < 0) {
      out.put('-');
    }
    long size = Math.abs(ns);
    out.putDecimal(size / NS_PER_US);
    int point = out.size();
    out.putDecimal(NS_PER_US + size % NS_PER_US);
    out.array()[point] = '.'; // where a 1 was
  }

  /** Anything else, by the format's own names. */
  public static void entry(Map<String, ?> entry, GrowableBytes out) {
    out.put(json(entry));
  }

  /** The format's time: microseconds, with as many digits as nanoseconds need. */
  public static BigDecimal micros(long ns) {
    return BigDecimal.valueOf(ns, FRACTION);
  }

  private static byte[] json(Map<String, ?> value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts and numbers is JSON", e);
    }
  }
}
