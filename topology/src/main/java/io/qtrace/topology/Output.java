package io.qtrace.topology;

import io.qtrace.contract.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What a decoding task writes, and the account of it. Not thread-safe. */
final class Output {

  private final ProcessorContext<byte[], Object> context;
  private final Shared shared;
  private final LedgerBook ledger;
  private final Outgoing outgoing = new Outgoing();

  Output(ProcessorContext<byte[], Object> context, Shared shared, LedgerBook ledger) {
    this.context = context;
    this.shared = shared;
    this.ledger = ledger;
  }

  /** A raw record that is not decoded. */
  void deadLetter(RawRecord raw, String reason, String detail) {
    var tally = new Tally();
    tally.bytes = raw.value().length;
    for (var letter : DeadLetters.whole(raw, reason, detail)) {
      forward(letter, raw);
      tally.read++;
      tally.deadLettered++;
    }
    count(raw, tally);
  }

  void forward(DeadLetter letter, RawRecord raw) {
    shared.meters().deadLetter(letter);
    var bytes = shared.contracts().deadLetters().frame(letter);
    // A broker may refuse what is ahead of its clock; the letter itself has the record's time.
    long timestampMs = Math.min(raw.timestampMs(), context.currentSystemTimeMs());
    context.forward(
        new Record<>(raw.vmBytes(), outgoing.to("", bytes), timestampMs), Node.DEAD_LETTER_SINK);
  }

  /** Where typed events of a VM go. */
  ChunkDecoder.TypedEvents typed(byte[] vm) {
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
    if (shared.conversions().enabled()) {
      var vm = facts.vm().getBytes(StandardCharsets.UTF_8);
      context.forward(new Record<>(vm, facts, facts.timestampMs()), Node.CONVERSION_PROCESSOR);
    }
  }

  void count(RawRecord raw, Tally tally) {
    ledger.add(raw, tally);
    shared.meters().add(tally);
    shared.totals().report(context.taskId(), ledger.total());
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
