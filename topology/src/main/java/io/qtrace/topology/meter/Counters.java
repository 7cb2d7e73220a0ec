package io.qtrace.topology.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Registers counters, and families of them whose label has values that are known. */
record Counters(MeterRegistry meters) {

  Counter one(String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  /** By the label's values. */
  Map<String, Counter> family(
      String name, String description, String label, Stream<String> values) {
    var counters = new HashMap<String, Counter>();
    values.forEach(
        value ->
            counters.put(
                value,
                Counter.builder(name).description(description).tag(label, value).register(meters)));
    return Map.copyOf(counters);
  }

  /**
   * @param counter null if the label's value was not known
   */
  static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }
}
