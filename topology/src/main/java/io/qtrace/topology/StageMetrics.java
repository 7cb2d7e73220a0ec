package io.qtrace.topology;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.meter.KafkaGauges;
import io.qtrace.meter.WindowGauges;
import io.qtrace.topology.aggregate.AggregationMeters;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.destination.RegisteredTargets;
import io.qtrace.topology.ledger.Totals;
import io.qtrace.topology.meter.ConversionMeters;
import io.qtrace.topology.meter.DecodeMeters;
import io.qtrace.topology.meter.LedgerGauges;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the stage, there from its making on: what is counted as it happens, and what is
 * looked up when somebody asks. Thread-safe.
 */
record StageMetrics(
    MeterRegistry registry,
    DecodeMeters decode,
    ConversionMeters conversions,
    AggregationMeters aggregations,
    Totals totals,
    WindowGauges windows,
    KafkaGauges kafka) {

  static StageMetrics of(DecodeConfig config, MeterRegistry registry) {
    var totals = new Totals();
    LedgerGauges.register(totals, registry);
    return new StageMetrics(
        registry,
        new DecodeMeters(registry),
        new ConversionMeters(registry),
        new AggregationMeters(registry),
        totals,
        new WindowGauges(registry, windowLimits(config), System::currentTimeMillis),
        new KafkaGauges(registry));
  }

  private static WindowGauges.Limits windowLimits(DecodeConfig config) {
    var conversions = config.conversions();
    var closing = conversions.grace().plus(conversions.idleTimeout());
    return new WindowGauges.Limits(config.metrics().ramBlocks(), config.metrics().keep(), closing);
  }

  void running(BooleanSupplier isRunning) {
    Gauge.builder("qtrace.running", () -> isRunning.getAsBoolean() ? 1 : 0)
        .description("1 if raw records are being decoded, else 0")
        .register(registry);
  }

  void eventTopics(RegisteredTargets targets) {
    Gauge.builder("qtrace.event.topics", targets, RegisteredTargets::ownTopics)
        .description("Topics of single kinds of events, as of the last kind that was new")
        .register(registry);
    Gauge.builder("qtrace.event.kinds.sharing", targets, RegisteredTargets::sharingKinds)
        .description("Kinds of events beyond topics.max, which share a topic")
        .register(registry);
  }

  void away(String service, Supplier<Duration> away) {
    Gauge.builder("qtrace.service.away.seconds", () -> away.get().toMillis() / 1e3)
        .description("How long a service has not answered; 0 while it does, or nobody asks it")
        .tag("service", service)
        .register(registry);
  }

  /**
   * Brings up to date what is not counted as it happens.
   *
   * @param streams null if it was not started yet
   */
  void refresh(@Nullable KafkaStreams streams) {
    totals.refresh();
    windows.refresh();
    if (streams != null) {
      kafka.refresh(streams.metrics());
    }
  }
}
