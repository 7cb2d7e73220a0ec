package io.qtrace.topology.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.topology.ledger.Tally;
import io.qtrace.topology.ledger.Totals;
import java.util.function.ToDoubleFunction;

/** Shows the ledger of the tasks that this instance has. The ledger is exact. */
public final class LedgerGauges {

  private LedgerGauges() {}

  public static void register(Totals totals, MeterRegistry meters) {
    register(meters, totals, "qtrace.ledger.read.events", "Events found", "", Tally::read);
    var name = "qtrace.ledger.events";
    var outcome = "What became of the events found";
    register(meters, totals, name, outcome, "typed", Tally::typed);
    register(meters, totals, name, outcome, "filtered", Tally::filtered);
    register(meters, totals, name, outcome, "dead-lettered", Tally::deadLettered);
  }

  private static void register(
      MeterRegistry meters,
      Totals totals,
      String name,
      String what,
      String outcome,
      ToDoubleFunction<Tally> value) {
    var gauge =
        Gauge.builder(name, totals, t -> value.applyAsDouble(t.shown()))
            .description(what + ", as the ledger of this instance's partitions has it");
    (outcome.isEmpty() ? gauge : gauge.tag("outcome", outcome)).register(meters);
  }
}
