package io.qtrace.alertmanager;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The body of {@code POST /api/v2/alerts}. */
final class AlertJson {

  private static final JsonFactory JSON = new JsonFactory();

  private AlertJson() {}

  /**
   * Alertmanager refuses an alert that ends before it starts, and takes one that ends in the future
   * for firing: event time that is ahead of the clock counts as now.
   *
   * @param expires when alerts that fire end, unless they are sent again before
   */
  static byte[] of(Collection<PostedAlert> alerts, Instant now, Instant expires) {
    var bytes = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (var alert : alerts) {
        var starts = earlier(alert.startsAt(), now);
        var ended = alert.endsAt();
        var ends = ended == null ? expires : later(starts, earlier(ended, now));
        json.writeStartObject();
        write(json, "labels", alert.labels());
        write(json, "annotations", alert.annotations());
        json.writeStringField("startsAt", starts.toString());
        json.writeStringField("endsAt", ends.toString());
        if (!alert.generatorUrl().isEmpty()) {
          json.writeStringField("generatorURL", alert.generatorUrl());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static void write(JsonGenerator json, String name, Map<String, String> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var value : new TreeMap<>(values).entrySet()) {
      json.writeStringField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }
}
