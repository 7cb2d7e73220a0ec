package io.qtrace.topology.decode;

import io.qtrace.aggregation.fact.AggregationFacts;
import io.qtrace.contract.DeadLetter;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.topology.decode.chunk.TypedEvents;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.Outgoing;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.ledger.LedgerBook;
import io.qtrace.topology.ledger.Tally;
import io.qtrace.topology.raw.DeadLetters;
import io.qtrace.topology.raw.RawRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What a decoding task writes, and the account of it. Not thread-safe. */
final class Output {

  /** A time in 2001: every host's clock has shown it before. */
  private static final long NO_NEWS_MS = 1_000_000_000_000L;

  private final ProcessorContext<byte[], Object> context;
  private final DecodeParts parts;
  private final LedgerBook ledger;
  private final Outgoing outgoing = new Outgoing();

  Output(ProcessorContext<byte[], Object> context, DecodeParts parts, LedgerBook ledger) {
    this.context = context;
    this.parts = parts;
    this.ledger = ledger;
  }

  /** A raw record that is not decoded. */
  void deadLetter(RawRecord raw, String reason, String detail) {
    var tally = new Tally();
    tally.countBytes(raw.value().length);
    for (var letter : DeadLetters.whole(raw, reason, detail)) {
      forward(letter, raw);
      tally.countRead();
      tally.countDeadLetter();
    }
    count(raw, tally);
  }

  void forward(DeadLetter letter, RawRecord raw) {
    parts.meters().deadLetter(letter);
    var bytes = parts.deadLetters().frame(letter);
    // A broker may refuse what is ahead of its clock; the letter itself has the record's time.
    long timestampMs = Math.min(raw.timestampMs(), context.currentSystemTimeMs());
    context.forward(
        new Record<>(raw.vmBytes(), outgoing.to("", bytes), timestampMs), Node.DEAD_LETTER_SINK);
  }

  /** Where typed events of a VM go. */
  TypedEvents typed(byte[] vm) {
    long nowMs = context.currentSystemTimeMs();
    return (target, value, timestampMs) ->
        context.forward(
            new Record<>(
                vm,
                outgoing.to(target.topic(), value),
                target.limits().nearest(timestampMs, nowMs)),
            Node.TYPED_SINK);
  }

  void forward(VmFacts facts) {
    if (parts.conversions().enabled()) {
      var vm = facts.vm().getBytes(StandardCharsets.UTF_8);
      context.forward(new Record<>(vm, facts, facts.timestampMs()), Node.CONVERSION_PROCESSOR);
    }
  }

  /** What a chunk has for declared aggregations. */
  void aggregate(VmFacts sums) {
    if (parts.declarations() != null) {
      var vm = sums.vm().getBytes(StandardCharsets.UTF_8);
      context.forward(new Record<>(vm, sums, sums.timestampMs()), Node.AGGREGATION_PROCESSOR);
    }
  }

  /** A VM is set aside, or is back: nobody is to take it for silent. */
  void turn(VmFacts told) {
    forward(told);
    aggregate(told);
  }

  /**
   * Nothing happened until then: windows may be closed.
   *
   * @param untilNs since the epoch
   */
  void heartbeat(RawRecord raw, long untilNs) {
    // It is read off the host's clock, which the Kafka record's time need not be.
    long clockMs = Math.max(Math.floorDiv(untilNs, 1_000_000L), raw.timestampMs());
    var facts = new MemoryFacts();
    facts.host(raw.host());
    facts.progress(untilNs, 0);
    forward(progress(raw, facts.toByteArray(), clockMs));
    if (parts.declarations() != null) {
      var sums = new AggregationFacts();
      sums.host(raw.host());
      sums.progress(untilNs, 0);
      aggregate(progress(raw, sums.toByteArray(), clockMs));
    }
  }

  private static VmFacts progress(RawRecord raw, byte[] facts, long clockMs) {
    return new VmFacts(raw.vm(), facts, VmFacts.Kind.PROGRESS, raw.timestampMs(), clockMs);
  }

  /**
   * A VM whose records wait has not fallen silent, though nothing of it has a time yet. The sign is
   * of now: an older one would pass for a backlog, in which nobody falls silent.
   */
  void isAlive(String vm, long nowMs) {
    turn(new VmFacts(vm, new byte[0], VmFacts.Kind.PROGRESS, nowMs, NO_NEWS_MS));
  }

  void count(RawRecord raw, Tally tally) {
    ledger.add(raw, tally);
    parts.meters().add(tally);
    parts.totals().report(context.taskId(), ledger.total());
  }

  void publishLedger() {
    long nowMs = context.currentSystemTimeMs();
    ledger.publish(
        (key, entry) ->
            context.forward(
                new Record<>(key.getBytes(StandardCharsets.UTF_8), outgoing.to("", entry), nowMs),
                Node.LEDGER_SINK));
  }
}
