package io.qtrace.cli.send.outcome;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.send.delivery.SendProgress;
import io.qtrace.cli.send.delivery.TraceSource;
import io.qtrace.contract.Ledger;
import io.qtrace.text.Counts;
import io.qtrace.topology.config.DecodeConfig;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the decode stage makes of sources that were sent. */
public final class Outcome {

  /** How long the ledger may stand still while it is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaCluster cluster;
  private final DecodeConfig config;
  private final Waiting waiting;
  private final Consumer<Supplier<String>> teller;

  /**
   * @param teller gets lines for people, if there is somebody who wants them
   */
  public Outcome(
      KafkaCluster cluster,
      DecodeConfig config,
      Waiting waiting,
      Consumer<Supplier<String>> teller) {
    this.cluster = cluster;
    this.config = config;
    this.waiting = waiting;
    this.teller = teller;
  }

  /**
   * Waits for what the stage makes of a source, if it is to be waited for.
   *
   * @param tally made before the source was sent
   * @return false if something in it could not be decoded
   * @throws Failure if the stage does not get on
   */
  public boolean isClean(TraceSource source, SendProgress sent, DeadLetterTally tally) {
    return !waits() || awaitLedger(source, sent, tally);
  }

  private boolean waits() {
    if (waiting != Waiting.IF_DECODING) {
      return waiting == Waiting.ALWAYS;
    }
    boolean decoding = cluster.hasMembers(config.applicationId());
    if (!decoding) {
      teller.accept(
          () ->
              "no topology is running: events will be typed when one is ('qtrace up' or 'qtrace run')");
    }
    return decoding;
  }

  private boolean awaitLedger(TraceSource source, SendProgress sent, DeadLetterTally tally) {
    var watch = new LedgerWatch(cluster, config.topics().names().ledger());
    var ledger =
        watch
            .await(source, sent, PATIENCE)
            .orElseThrow(
                () ->
                    Failure.badInput(
                        "%s: the topology has not decoded it, nor moved on for %d s; look at its log"
                            .formatted(source.file(), PATIENCE.toSeconds())));
    teller.accept(() -> source.file() + ": " + summary(ledger));
    boolean isClean = ledger.getDeadLettered() == 0;
    if (!isClean) {
      teller.accept(
          () -> source.file() + ": " + whyDead(source, sent, tally, ledger.getDeadLettered()));
    }
    return isClean;
  }

  private String whyDead(
      TraceSource source, SendProgress sent, DeadLetterTally tally, long expected) {
    var reasons = tally.reasons(source, sent.generation(), expected);
    if (reasons.isEmpty()) {
      return "dead letters: " + Advice.of("", true);
    }
    var top = reasons.get(0);
    return "dead letters: %s; the first: %s%s; %s"
        .formatted(
            DeadLetterTally.counts(reasons),
            top.line().isEmpty() ? "" : top.line() + ": ",
            top.detail(),
            Advice.of(top.name(), source.definitions().isPresent()));
  }

  private static String summary(Ledger ledger) {
    long accounted = ledger.getTyped() + ledger.getFiltered() + ledger.getDeadLettered();
    return "%s typed, %,d dropped by route, %s, %s; %s (%s lost); the ledger %s"
        .formatted(
            Counts.of(ledger.getTyped(), "event"),
            ledger.getFiltered(),
            Counts.of(ledger.getDeadLettered(), "dead letter"),
            Counts.of(ledger.getOther(), "other line"),
            Counts.of(ledger.getDroppedRecords(), "dropped record"),
            Counts.of(ledger.getLostEvents(), "event"),
            accounted == ledger.getRead() ? "balances" : "DOES NOT BALANCE");
  }
}
