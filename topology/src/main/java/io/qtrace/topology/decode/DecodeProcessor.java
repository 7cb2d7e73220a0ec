package io.qtrace.topology.decode;

import io.qtrace.task.Ticks;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog.Found;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog.Invalid;
import io.qtrace.topology.fair.Slices;
import io.qtrace.topology.fair.ThreadSlice;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.ledger.LedgerBook;
import io.qtrace.topology.raw.DeadLetters;
import io.qtrace.topology.raw.RawCheck;
import io.qtrace.topology.raw.RawRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Raw records in; typed events, dead letters and the ledger out. One per task, so its state belongs
 * to the sources of one partition of the raw topic.
 */
public final class DecodeProcessor implements Processor<byte[], byte[], byte[], Object> {

  private static final Duration LOOK_FOR_DEFINITIONS = Duration.ofMillis(250);

  /** Others wait no longer than half of it for those that waited. */
  private static final Duration WORK_OFF = Duration.ofMillis(20);

  private static final Duration SLICE = WORK_OFF.dividedBy(2);

  /** With each record of a source that still waits: it has to catch up. */
  private static final int AT_A_TIME = 2;

  private static final Duration PUBLISH_LEDGER = Duration.ofSeconds(1);

  /** So many while others would be taken for silent. */
  private static final int SIGNS_OF_LIFE = 3;

  private final DecodeParts parts;
  private long aliveAtMs;

  /** Ends the ticks while sources whose records waited catch up. */
  private @Nullable Runnable ticking;

  /** What {@link #init} makes. A task that was aborted is initialised again, on the same object. */
  private record State(
      ProcessorContext<byte[], Object> context,
      KeyValueStore<String, byte[]> definitions,
      WaitingRecords waiting,
      Output output,
      Decoding decoding,
      Map<String, CompletableFuture<Void>> resolving,
      CatchUp catchUp,
      Slices slices,
      ThreadSlice slice,
      Turns turns,
      Ticks ticks) {}

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private State state;

  public DecodeProcessor(DecodeParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    var ledger = new LedgerBook(context.getStateStore(Node.LEDGER_STORE), parts.ledgers());
    var output = new Output(context, parts, ledger);
    state =
        new State(
            context,
            context.getStateStore(Node.DEFINITIONS_STORE),
            new WaitingRecords(
                context.getStateStore(Node.WAITING_STORE),
                parts.waiting().maxBytes(),
                context.currentSystemTimeMs()),
            output,
            new Decoding(context, parts, output),
            new HashMap<>(),
            new CatchUp(),
            new Slices(),
            new ThreadSlice(SLICE),
            new Turns(context, parts, this::take, output::turn),
            new Ticks(context));
    parts.totals().report(context.taskId(), ledger.total());
    ticking = null;
    state.ticks.every(LOOK_FOR_DEFINITIONS, this::lookAtThoseThatWait);
    state.ticks.every(PUBLISH_LEDGER, now -> state.output.publishLedger());
  }

  @Override
  public void process(Record<byte[], byte[]> kafkaRecord) {
    state.turns.record(RawRecord.of(kafkaRecord, state.context.recordMetadata().orElse(null)));
  }

  private void take(RawRecord raw) {
    var before = state.waiting.sourceBefore(raw);
    for (int i = 0; i < AT_A_TIME && before != null && state.catchUp.goesOn(before); i++) {
      retry(before);
      before = state.waiting.sourceBefore(raw);
    }
    if (before != null) {
      makeWait(raw, before);
    } else if (attempt(raw) != Outcome.DONE) {
      makeWait(raw, raw.sourceKey());
    }
  }

  private Outcome attempt(RawRecord raw) {
    try {
      return handle(raw);
    } catch (RuntimeException | StackOverflowError e) {
      throw parts.quarantine().failed(raw, e);
    }
  }

  /** Unless the record is done, nothing was done. */
  private Outcome handle(RawRecord raw) {
    var sentence = parts.quarantine().sentence(raw);
    if (sentence != null) {
      state.output.deadLetter(raw, DeadLetters.STAGE_FAILED, sentence);
      return Outcome.DONE;
    }
    var refusal = RawCheck.refusal(raw);
    if (refusal != null) {
      state.output.deadLetter(raw, refusal.reason(), refusal.detail());
      return Outcome.DONE;
    }
    var heartbeatNs = raw.heartbeatNs();
    if (raw.isHeartbeat() && heartbeatNs != null) {
      state.output.heartbeat(raw, heartbeatNs);
      return Outcome.DONE;
    }
    var lookup = parts.definitions().find(raw.definitions(), state.definitions);
    if (lookup instanceof Found found) {
      var resolving = state.decoding.decode(raw, found.definitions());
      if (resolving == null) {
        return Outcome.DONE;
      }
      state.resolving.put(raw.sourceKey(), resolving);
      return Outcome.NO_TARGETS;
    }
    if (lookup instanceof Invalid invalid) {
      state.output.deadLetter(raw, DeadLetters.DEFINITIONS_INVALID, invalid.problem());
      return Outcome.DONE;
    }
    return Outcome.NO_DEFINITIONS;
  }

  private void makeWait(RawRecord raw, String source) {
    if (state.waiting.add(source, raw, nowMs())) {
      return;
    }
    var resolving = state.resolving.get(source);
    if (resolving != null) { // The registry may be away for long, and nothing is lost meanwhile.
      Decoding.await(resolving);
    }
    boolean hasMoved = resolving != null;
    while (retry(source)) {
      hasMoved = true;
      if (state.waiting.add(source, raw, nowMs())) {
        return;
      }
    }
    if (hasMoved || state.resolving.containsKey(source)) {
      take(raw);
      return;
    }
    var detail =
        "definitions %s have not arrived, and %d bytes are waiting for definitions already"
            .formatted(raw.definitions(), parts.waiting().maxBytes());
    state.output.deadLetter(raw, DeadLetters.DEFINITIONS_MISSING, detail);
  }

  private long nowMs() {
    return state.context.currentSystemTimeMs();
  }

  private void lookAtThoseThatWait(long nowMs) {
    state.catchUp.look(state.waiting.sources());
    tellWhoIsAlive(nowMs);
    workOff();
  }

  /** For a slice of time, one record of a source after the other. Each takes its VM's share. */
  private void workOff() {
    var clock = parts.fair().nanoTime();
    long beganNs = clock.getAsLong();
    long beganCpuNs = parts.fair().cpuTime().getAsLong();
    if (!state.catchUp.isEmpty() && state.slices.isDue(beganNs, beganCpuNs)) {
      long endedNs = workOff(clock, beganNs);
      state.slices.ended(beganNs, beganCpuNs, endedNs, state.turns.isBehind());
    }
    tickWhileTheyCatchUp();
  }

  private long workOff(LongSupplier clock, long beganNs) {
    long nowNs = beganNs;
    while (!state.catchUp.isEmpty() && nowNs - beganNs < state.slice.ns()) {
      var source = state.catchUp.next();
      var vm = state.waiting.vm(source);
      retry(source);
      long endedNs = clock.getAsLong();
      if (vm != null) {
        state.turns.used(vm, endedNs - nowNs, endedNs);
      }
      nowNs = endedNs;
    }
    return nowNs;
  }

  /** An idle task is to have no more to do, and nothing to commit. */
  private void tickWhileTheyCatchUp() {
    if (state.catchUp.isEmpty()) {
      if (ticking != null) {
        ticking.run();
        ticking = null;
        state.slice.take(false);
      }
    } else if (ticking == null) {
      state.slice.take(true);
      ticking = state.ticks.every(WORK_OFF, now -> workOff());
    }
  }

  private void tellWhoIsAlive(long nowMs) {
    if (nowMs - aliveAtMs >= parts.conversions().idleTimeout().toMillis() / SIGNS_OF_LIFE) {
      aliveAtMs = nowMs;
      state.waiting.vms().forEach(vm -> state.output.isAlive(vm, nowMs));
    }
  }

  /**
   * Handles the first record of a source that waits, if it need not wait any more.
   *
   * @return whether another one may follow at once
   */
  private boolean retry(String source) {
    boolean hasMoved = isFirstDone(source);
    if (hasMoved) {
      state.waiting.removeFirst(source);
    }
    state.catchUp.tried(source, hasMoved);
    return hasMoved;
  }

  private boolean isFirstDone(String source) {
    var resolving = state.resolving.get(source);
    if (resolving != null && !resolving.isDone()) {
      return false;
    }
    if (resolving != null) {
      state.resolving.remove(source);
      Decoding.await(resolving);
    }
    var raw = state.waiting.first(source);
    return raw != null && isOver(raw, source);
  }

  private boolean isOver(RawRecord raw, String source) {
    var outcome = attempt(raw);
    return outcome == Outcome.DONE
        || (outcome == Outcome.NO_DEFINITIONS && isExpired(raw, source, nowMs()));
  }

  private boolean isExpired(RawRecord raw, String source, long nowMs) {
    var timeout = parts.waiting().timeout();
    if (nowMs - state.waiting.sinceMs(source) < timeout.toMillis()) {
      return false;
    }
    var detail =
        "definitions %s did not arrive within %d s; publish them, then replay the dead letters"
            .formatted(raw.definitions(), timeout.toSeconds());
    state.output.deadLetter(raw, DeadLetters.DEFINITIONS_MISSING, detail);
    return true;
  }

  @Override
  public void close() {
    state.ticks.close();
    state.slice.take(false);
    state.turns.close();
    parts.totals().leave(state.context.taskId());
  }
}
