package io.qtrace.fleet.result;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * An aggregation, as far as its topic tells.
 *
 * @param windows lengths of which there are results in memory
 * @param groupBy the fields that tell groups apart: between host and window
 * @param measures what is measured: between the window's end and overflow
 */
public record KnownAggregation(
    String name,
    String topic,
    String doc,
    List<String> windows,
    List<String> groupBy,
    List<String> measures) {

  static KnownAggregation of(String name, String topic, List<String> windows) {
    return new KnownAggregation(name, topic, "", windows, List.of(), List.of());
  }

  KnownAggregation with(Schema schema, List<String> seen) {
    return new KnownAggregation(
        name,
        topic,
        schema.getDoc() == null ? "" : schema.getDoc(),
        seen,
        between(schema, "host", "window"),
        between(schema, "windowEnd", "overflow"));
  }

  private static List<String> between(Schema schema, String first, String last) {
    var names = new ArrayList<String>();
    boolean isBetween = false;
    for (var field : schema.getFields()) {
      if (field.name().equals(last)) {
        return names;
      }
      if (isBetween) {
        names.add(field.name());
      }
      isBetween |= field.name().equals(first);
    }
    return List.of();
  }
}
