package io.qtrace.topology.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.outcome.Rule;
import io.qtrace.conversion.window.Late;
import java.util.Arrays;
import java.util.Map;

/**
 * Counters of page conversions and their windows. They count work done, so what an aborted
 * transaction repeats is counted again. Thread-safe.
 */
public final class ConversionMeters {

  private final Map<String, Counter> conversions;
  private final Map<String, Counter> lateConversions;
  private final Map<String, Counter> refused;
  private final Counter windows;
  private final Counter rollups;
  private final Counter vmsLoaded;

  public ConversionMeters(MeterRegistry meters) {
    var counters = new Counters(meters);
    conversions =
        counters.family(
            "qtrace.conversions",
            "Page conversions, by the rule that found their RAM block",
            "rule",
            Arrays.stream(Rule.values()).map(Rule::text));
    lateConversions =
        counters.family(
            "qtrace.conversions.late",
            "Conversions in no window: it was closed, is in the future, or too many are open",
            "reason",
            Arrays.stream(Late.values()).map(Late::text));
    refused =
        counters.family(
            "qtrace.conversions.refused",
            "Requests that were not done, or not all of them, where that is certain",
            "reason",
            Arrays.stream(Refused.Reason.values()).map(Refused.Reason::text));
    windows = counters.one("qtrace.conversions.windows", "Results of RAM blocks published");
    rollups =
        counters.one("qtrace.conversions.rollups", "Results of VMs, hosts and the fleet published");
    vmsLoaded =
        counters.one(
            "qtrace.conversions.vms.loaded",
            "VMs whose state was read back, as it was not in memory");
  }

  /**
   * A conversion was attributed.
   *
   * @param rule as in its record
   */
  public void conversion(String rule) {
    Counters.increment(conversions.get(rule));
  }

  public void lateConversion(Late why) {
    Counters.increment(lateConversions.get(why.text()));
  }

  /**
   * A request was refused.
   *
   * @param reason as in its record
   */
  public void refused(String reason) {
    Counters.increment(refused.get(reason));
  }

  /** A VM was known, but not in memory. */
  public void vmLoaded() {
    vmsLoaded.increment();
  }

  public void window() {
    windows.increment();
  }

  public void rollup() {
    rollups.increment();
  }
}
