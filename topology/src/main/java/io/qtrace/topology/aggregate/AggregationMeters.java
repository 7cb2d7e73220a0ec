package io.qtrace.topology.aggregate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.topology.declared.Declarations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Meters of declared aggregations. They count work done, so what an aborted transaction repeats is
 * counted again. Thread-safe.
 */
public final class AggregationMeters {

  private final MeterRegistry meters;
  private final Counter loaded;
  private final Map<String, Counters> byTitle = new ConcurrentHashMap<>();

  private record Counters(Counter results, Counter overflows, Counter incomplete) {}

  public AggregationMeters(MeterRegistry meters) {
    this.meters = meters;
    this.loaded =
        Counter.builder("qtrace.aggregation.vms.loaded")
            .description("VMs whose aggregations were read back, as they were not in memory")
            .register(meters);
  }

  /** Shows how many aggregations are in force, and how many do not fit a QEMU. */
  public void show(@Nullable Declarations declarations) {
    if (declarations != null) {
      Gauge.builder("qtrace.aggregations", () -> declarations.inForce().size())
          .description("Declared aggregations in force")
          .register(meters);
      Gauge.builder("qtrace.aggregation.unfit", declarations::unfit)
          .description("Pairs of an aggregation and definitions that came and do not fit it")
          .register(meters);
    }
  }

  /** The aggregations of a VM were read back from the store. */
  void vmLoaded() {
    loaded.increment();
  }

  /** A result was published. */
  void result(String title, boolean isOverflow, boolean isComplete) {
    var counters = byTitle.computeIfAbsent(title, this::counters);
    counters.results.increment();
    if (isOverflow) {
      counters.overflows.increment();
    }
    if (!isComplete) {
      counters.incomplete.increment();
    }
  }

  private Counters counters(String title) {
    return new Counters(
        counter("qtrace.aggregation.results", "Results of an aggregation published", title),
        counter(
            "qtrace.aggregation.overflows",
            "Results that sum up the groups beyond limits.groups",
            title),
        counter("qtrace.aggregation.incomplete", "Results that lack events", title));
  }

  private Counter counter(String name, String description, String title) {
    return Counter.builder(name)
        .description(description)
        .tag("aggregation", title)
        .register(meters);
  }
}
