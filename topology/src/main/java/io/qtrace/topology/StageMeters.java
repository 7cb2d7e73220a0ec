package io.qtrace.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.conversion.Rule;
import java.util.HashMap;
import java.util.Map;

/**
 * Counters of the decode stage and of page conversions. They count work done, so what an aborted
 * transaction repeats is counted again; the ledger is exact. Thread-safe.
 */
final class StageMeters {

  private final Counter bytes;
  private final Counter read;
  private final Counter typed;
  private final Counter filtered;
  private final Counter deadLettered;
  private final Counter deadLetteredBytes;
  private final Counter other;
  private final Counter droppedRecords;
  private final Counter lostEvents;
  private final Map<String, Counter> conversions = new HashMap<>();
  private final Counter lateConversions;
  private final Counter windows;

  StageMeters(MeterRegistry meters) {
    bytes = counter(meters, "qtrace.decode.raw.bytes", "Raw bytes read");
    read = counter(meters, "qtrace.decode.events.read", "Events and undecodable runs of bytes");
    typed = counter(meters, "qtrace.decode.events.typed", "Events written to typed topics");
    filtered = counter(meters, "qtrace.decode.events.filtered", "Events a routing rule drops");
    deadLettered = counter(meters, "qtrace.decode.dead.letters", "Dead letters written");
    deadLetteredBytes =
        counter(meters, "qtrace.decode.dead.letters.bytes", "Raw bytes in dead letters");
    other = counter(meters, "qtrace.decode.lines.other", "Log lines that are no trace events");
    droppedRecords =
        counter(meters, "qtrace.decode.dropped.records", "QEMU's notes that it lost events");
    lostEvents = counter(meters, "qtrace.decode.lost.events", "Events that QEMU lost");
    for (var rule : Rule.values()) {
      conversions.put(rule.text(), conversions(meters, rule));
    }
    lateConversions =
        counter(meters, "qtrace.conversions.late", "Conversions that came after their window");
    windows = counter(meters, "qtrace.conversions.windows", "Results of RAM blocks published");
  }

  private static Counter conversions(MeterRegistry meters, Rule rule) {
    return Counter.builder("qtrace.conversions")
        .description("Page conversions, by the rule that found their RAM block")
        .tag("rule", rule.text())
        .register(meters);
  }

  /**
   * A conversion was attributed.
   *
   * @param rule as in its record
   */
  void conversion(String rule) {
    var counter = conversions.get(rule);
    if (counter != null) {
      counter.increment();
    }
  }

  void lateConversion() {
    lateConversions.increment();
  }

  void window() {
    windows.increment();
  }

  private static Counter counter(MeterRegistry meters, String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  void add(Tally tally) {
    count(bytes, tally.bytes);
    count(read, tally.read());
    count(typed, tally.typed);
    count(filtered, tally.filtered);
    count(deadLettered, tally.deadLettered);
    count(deadLetteredBytes, tally.deadLetteredBytes);
    count(other, tally.other);
    count(droppedRecords, tally.droppedRecords);
    count(lostEvents, tally.lostEvents);
  }

  private static void count(Counter counter, long amount) {
    counter.increment((double) amount);
  }
}
