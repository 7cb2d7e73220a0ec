package io.qtrace.topology;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.Ledger;
import java.time.Duration;

/** Records of ours in a line, behind their key. */
final class Sentences {

  private Sentences() {}

  static String of(String key, ConversionRollup sum) {
    return "%s: %s %s, %d of %d VMs, %d late"
        .formatted(
            key,
            sum.getScope(),
            Duration.between(sum.getWindowStart(), sum.getWindowEnd()),
            sum.getCount(),
            sum.getVms(),
            sum.getLateEvents());
  }

  static String of(String key, Ledger ledger) {
    return "%s: %d bytes, %d read = %d typed + %d filtered + %d dead; %d other, %d lost by %d"
        .formatted(
            key,
            ledger.getBytes(),
            ledger.getRead(),
            ledger.getTyped(),
            ledger.getFiltered(),
            ledger.getDeadLettered(),
            ledger.getOther(),
            ledger.getLostEvents(),
            ledger.getDroppedRecords());
  }
}
