package io.qtrace.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.contract.DeadLetter;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.outcome.Rule;
import io.qtrace.conversion.window.Late;
import io.qtrace.raw.Rejection;
import io.qtrace.topology.raw.DeadLetters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the decode stage and of page conversions, and its ledger. Counters count work done,
 * so what an aborted transaction repeats is counted again; the ledger is exact. Thread-safe.
 */
final class StageMeters {

  private final MeterRegistry meters;
  private final Counter records;
  private final Counter bytes;
  private final Counter read;
  private final Counter typed;
  private final Counter filtered;
  private final Map<String, Counter> deadLetters;
  private final Counter deadLetterBytes;
  private final Counter other;
  private final Counter lookLikeEvents;
  private final Counter droppedRecords;
  private final Counter lostEvents;
  private final Map<String, Counter> conversions;
  private final Map<String, Counter> lateConversions;
  private final Map<String, Counter> refused;
  private final Counter windows;
  private final Counter rollups;

  /** By task: bytes of raw records that were passed over and are yet to be read again. */
  private final Map<Object, Long> asideBytes = new ConcurrentHashMap<>();

  StageMeters(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("qtrace.decode.aside.bytes", asideBytes, StageMeters::sum)
        .description("Raw bytes of VMs that are set aside while others have their turn")
        .register(meters);
    records = counter("qtrace.decode.raw.records", "Raw records decoded");
    bytes = counter("qtrace.decode.raw.bytes", "Raw bytes decoded");
    read = counter("qtrace.decode.events.read", "Events and undecodable runs of bytes");
    typed = counter("qtrace.decode.events.typed", "Events written to typed topics");
    filtered = counter("qtrace.decode.events.filtered", "Events a routing rule drops");
    var reasons = Stream.of(Rejection.values()).map(Rejection::name);
    deadLetters =
        counters(
            "qtrace.decode.dead.letters",
            "Dead letters written, by reason",
            "reason",
            Stream.concat(reasons, DeadLetters.REASONS.stream()));
    deadLetterBytes = counter("qtrace.decode.dead.letter.bytes", "Raw bytes in dead letters");
    other = counter("qtrace.decode.lines.other", "Log lines that are no trace events");
    lookLikeEvents =
        counter(
            "qtrace.decode.lines.look.like.events",
            "Log lines that look like events of unknown definitions, or behind an unknown prefix");
    droppedRecords = counter("qtrace.decode.dropped.records", "QEMU's notes that it lost events");
    lostEvents = counter("qtrace.decode.lost.events", "Events that QEMU lost");
    conversions =
        counters(
            "qtrace.conversions",
            "Page conversions, by the rule that found their RAM block",
            "rule",
            Arrays.stream(Rule.values()).map(Rule::text));
    lateConversions =
        counters(
            "qtrace.conversions.late",
            "Conversions in no window: it was closed, is in the future, or too many are open",
            "reason",
            Arrays.stream(Late.values()).map(Late::text));
    refused =
        counters(
            "qtrace.conversions.refused",
            "Requests that were not done, or not all of them, where that is certain",
            "reason",
            Arrays.stream(Refused.Reason.values()).map(Refused.Reason::text));
    windows = counter("qtrace.conversions.windows", "Results of RAM blocks published");
    rollups =
        counter("qtrace.conversions.rollups", "Results of VMs, hosts and the fleet published");
  }

  /** Shows the ledger of the tasks that this instance has. */
  void ledger(Totals totals) {
    ledger(totals, "qtrace.ledger.read.events", "Events found", "", tally -> tally.read);
    var outcome = "What became of the events found";
    ledger(totals, "qtrace.ledger.events", outcome, "typed", tally -> tally.typed);
    ledger(totals, "qtrace.ledger.events", outcome, "filtered", tally -> tally.filtered);
    ledger(totals, "qtrace.ledger.events", outcome, "dead-lettered", tally -> tally.deadLettered);
  }

  private void ledger(
      Totals totals, String name, String what, String outcome, ToDoubleFunction<Tally> value) {
    var gauge =
        Gauge.builder(name, totals, t -> value.applyAsDouble(t.shown()))
            .description(what + ", as the ledger of this instance's partitions has it");
    (outcome.isEmpty() ? gauge : gauge.tag("outcome", outcome)).register(meters);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  private Map<String, Counter> counters(
      String name, String description, String label, Stream<String> values) {
    var counters = new HashMap<String, Counter>();
    values.forEach(
        value ->
            counters.put(
                value,
                Counter.builder(name).description(description).tag(label, value).register(meters)));
    return Map.copyOf(counters);
  }

  void deadLetter(DeadLetter letter) {
    increment(deadLetters.get(letter.getReason()));
    count(deadLetterBytes, letter.getBytes().remaining());
  }

  /**
   * A conversion was attributed.
   *
   * @param rule as in its record
   */
  void conversion(String rule) {
    increment(conversions.get(rule));
  }

  /** So many bytes are set aside in a task. */
  void aside(Object task, long bytes) {
    asideBytes.put(task, bytes);
  }

  /** Another instance has the task now, perhaps. */
  void asideLeft(Object task) {
    asideBytes.remove(task);
  }

  private static double sum(Map<Object, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  void lateConversion(Late why) {
    increment(lateConversions.get(why.text()));
  }

  /**
   * A request was refused.
   *
   * @param reason as in its record
   */
  void refused(String reason) {
    increment(refused.get(reason));
  }

  void window() {
    windows.increment();
  }

  void rollup() {
    rollups.increment();
  }

  /** Of one raw record. */
  void add(Tally tally) {
    records.increment();
    count(bytes, tally.bytes);
    count(read, tally.read);
    count(typed, tally.typed);
    count(filtered, tally.filtered);
    count(other, tally.other);
    count(lookLikeEvents, tally.lookLikeEvents);
    count(droppedRecords, tally.droppedRecords);
    count(lostEvents, tally.lostEvents);
  }

  private static void count(Counter counter, long amount) {
    counter.increment((double) amount);
  }
}
