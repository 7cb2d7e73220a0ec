package io.qtrace.topology.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.topology.ledger.Tally;
import io.qtrace.topology.ledger.Totals;
import java.util.function.ToDoubleFunction;

/** Shows the ledger of the tasks that this instance has. The ledger is exact. */
public final class LedgerGauges {

  private final Totals totals;
  private final MeterRegistry meters;

  private LedgerGauges(Totals totals, MeterRegistry meters) {
    this.totals = totals;
    this.meters = meters;
  }

  public static void register(Totals totals, MeterRegistry meters) {
    new LedgerGauges(totals, meters).register();
  }

  private void register() {
    gauge("qtrace.ledger.read.events", "Events found", Tally::read).register(meters);
    outcome("typed", Tally::typed);
    outcome("filtered", Tally::filtered);
    outcome("dead-lettered", Tally::deadLettered);
  }

  private void outcome(String outcome, ToDoubleFunction<Tally> value) {
    gauge("qtrace.ledger.events", "What became of the events found", value)
        .tag("outcome", outcome)
        .register(meters);
  }

  private Gauge.Builder<Totals> gauge(String name, String what, ToDoubleFunction<Tally> value) {
    return Gauge.builder(name, totals, t -> value.applyAsDouble(t.shown()))
        .description(what + ", as the ledger of this instance's partitions has it");
  }
}
