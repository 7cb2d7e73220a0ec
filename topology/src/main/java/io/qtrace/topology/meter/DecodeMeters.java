package io.qtrace.topology.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.contract.DeadLetter;
import io.qtrace.topology.ledger.Tally;
import io.qtrace.topology.raw.DeadLetters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of decoding. They count work done, so what an aborted transaction repeats is counted
 * again; {@link LedgerGauges} are exact. Thread-safe.
 */
public final class DecodeMeters {

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
  private final Counter sourcesLoaded;

  /** By task: bytes of raw records that were passed over and are yet to be read again. */
  private final Map<Object, Long> asideBytes = new ConcurrentHashMap<>();

  public DecodeMeters(MeterRegistry meters) {
    Gauge.builder("qtrace.decode.aside.bytes", asideBytes, DecodeMeters::sum)
        .description("Raw bytes of VMs that are set aside while others have their turn")
        .register(meters);
    var counters = new Counters(meters);
    records = counters.one("qtrace.decode.raw.records", "Raw records decoded");
    bytes = counters.one("qtrace.decode.raw.bytes", "Raw bytes decoded");
    read = counters.one("qtrace.decode.events.read", "Events and undecodable runs of bytes");
    typed = counters.one("qtrace.decode.events.typed", "Events written to typed topics");
    filtered = counters.one("qtrace.decode.events.filtered", "Events a routing rule drops");
    deadLetters =
        counters.family(
            "qtrace.decode.dead.letters",
            "Dead letters written, by reason",
            "reason",
            DeadLetters.allReasons().stream());
    deadLetterBytes = counters.one("qtrace.decode.dead.letter.bytes", "Raw bytes in dead letters");
    other = counters.one("qtrace.decode.lines.other", "Log lines that are no trace events");
    lookLikeEvents =
        counters.one(
            "qtrace.decode.lines.look.like.events",
            "Log lines that look like events of unknown definitions, or behind an unknown prefix");
    droppedRecords =
        counters.one("qtrace.decode.dropped.records", "QEMU's notes that it lost events");
    lostEvents = counters.one("qtrace.decode.lost.events", "Events that QEMU lost");
    sourcesLoaded =
        counters.one(
            "qtrace.decode.sources.loaded",
            "Files and streams whose state was read back, as it was not in memory");
  }

  public void deadLetter(DeadLetter letter) {
    Counters.increment(deadLetters.get(letter.getReason()));
    deadLetterBytes.increment(letter.getBytes().remaining());
  }

  /** A source was known, but not in memory. */
  public void sourceLoaded() {
    sourcesLoaded.increment();
  }

  /** So many bytes are set aside in a task. */
  public void aside(Object task, long bytes) {
    asideBytes.put(task, bytes);
  }

  /** Another instance has the task now, perhaps. */
  public void asideLeft(Object task) {
    asideBytes.remove(task);
  }

  private static double sum(Map<Object, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of one raw record. */
  public void add(Tally tally) {
    records.increment();
    count(bytes, tally.bytes());
    count(read, tally.read());
    count(typed, tally.typed());
    count(filtered, tally.filtered());
    count(other, tally.other());
    count(lookLikeEvents, tally.lookLikeEvents());
    count(droppedRecords, tally.droppedRecords());
    count(lostEvents, tally.lostEvents());
  }

  private static void count(Counter counter, long amount) {
    counter.increment((double) amount);
  }
}
