package io.qtrace.cli.decode.sink;

import io.qtrace.cli.format.TraceEventJson;
import io.qtrace.cli.format.TraceEventJson.Track;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A thing on a timeline, by the names that the Trace Event Format has for what is said of it. */
final class TimelineEntry {

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> arguments = new LinkedHashMap<>();

  /**
   * @param phase what it is: a span (X), a mark (i), a counter (C), a name (M)
   */
  TimelineEntry(String name, String phase) {
    with("name", name).with("ph", phase);
  }

  TimelineEntry with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  /**
   * @param ns since the timeline's zero
   */
  TimelineEntry at(long ns) {
    return with("ts", TraceEventJson.micros(ns));
  }

  TimelineEntry on(Track track) {
    return with("pid", track.pid()).with("tid", track.tid());
  }

  TimelineEntry argument(String name, @Nullable Object value) {
    arguments.put(name, value);
    return this;
  }

  Map<String, @Nullable Object> fields() {
    fields.put("args", arguments);
    return fields;
  }
}
