package io.qtrace.topology;

import io.qtrace.contract.DeadLetter;
import io.qtrace.conversion.MemoryFacts;
import io.qtrace.raw.RawHeaders;
import io.qtrace.raw.SimpleReader;
import io.qtrace.topology.DefinitionsCatalog.Found;
import io.qtrace.topology.DefinitionsCatalog.Invalid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw records in; typed events, dead letters and the ledger out. One per task, so its state belongs
 * to the sources of one partition of the raw topic.
 */
final class DecodeProcessor implements Processor<byte[], byte[], byte[], Object> {

  private static final Logger log = LoggerFactory.getLogger(DecodeProcessor.class);

  private static final Duration LOOK_FOR_DEFINITIONS = Duration.ofMillis(250);
  private static final Duration PUBLISH_LEDGER = Duration.ofSeconds(1);

  private final Shared shared;
  private final Outgoing outgoing = new Outgoing();

  /** What {@link #init} makes. A task that was aborted is initialised again, on the same object. */
  private record State(
      ProcessorContext<byte[], Object> context,
      KeyValueStore<String, byte[]> definitions,
      Sources sources,
      WaitingRecords waiting,
      LedgerBook ledger,
      ChunkDecoder decoder,
      LogReaders logReaders,
      Turns turns) {}

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private State state;

  DecodeProcessor(Shared shared) {
    this.shared = shared;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    state =
        new State(
            context,
            context.getStateStore(Node.DEFINITIONS_STORE),
            new Sources(context.getStateStore(Node.MAPPINGS_STORE)),
            new WaitingRecords(
                context.getStateStore(Node.WAITING_STORE),
                shared.waiting().maxBytes(),
                context.currentSystemTimeMs()),
            new LedgerBook(context.getStateStore(Node.LEDGER_STORE), shared.contracts()),
            new ChunkDecoder(shared.targets(), shared.conversions().enabled()),
            new LogReaders(),
            new Turns(
                context,
                context.getStateStore(Node.MAPPINGS_STORE),
                shared,
                this::handle,
                this::tell));
    shared.totals().report(context.taskId(), state.ledger.total());
    context.schedule(LOOK_FOR_DEFINITIONS, PunctuationType.WALL_CLOCK_TIME, this::retryWaiting);
    context.schedule(PUBLISH_LEDGER, PunctuationType.WALL_CLOCK_TIME, now -> publishLedger());
  }

  @Override
  public void process(Record<byte[], byte[]> kafkaRecord) {
    state.turns.record(RawRecord.of(kafkaRecord, state.context.recordMetadata().orElse(null)));
  }

  private void handle(RawRecord raw) {
    var source = sourceKey(raw);
    if (raw.isHeartbeat()) {
      passOnHeartbeat(raw);
    } else if (state.waiting.holds(source) || !isHandled(raw, source)) {
      makeWait(raw, source);
    }
  }

  /** Nothing happened until then: windows may be closed. */
  private void passOnHeartbeat(RawRecord raw) {
    var facts = new MemoryFacts();
    facts.host(raw.host());
    long untilMs;
    try {
      facts.progress(raw.heartbeatNs(), 0);
      untilMs = Math.floorDiv(raw.heartbeatNs(), 1_000_000L);
    } catch (NumberFormatException e) {
      deadLetter(
          raw,
          DeadLetters.BAD_HEADER,
          RawHeaders.HEARTBEAT_NS + " is no number of nanoseconds: " + e.getMessage());
      return;
    }
    // It is read off the host's clock, which the Kafka record's time need not be.
    long clockMs = Math.max(untilMs, raw.timestampMs());
    tell(
        new VmFacts(
            raw.vm(), facts.toByteArray(), VmFacts.Kind.PROGRESS, raw.timestampMs(), clockMs));
  }

  /** False if the record's definitions are missing, and nothing was done. */
  private boolean isHandled(RawRecord raw, String source) {
    var lookup = shared.definitions().find(raw.definitions(), state.definitions);
    if (lookup instanceof Found found) {
      decode(raw, source, found.definitions());
      return true;
    }
    if (lookup instanceof Invalid invalid) {
      deadLetter(raw, DeadLetters.DEFINITIONS_INVALID, invalid.problem());
      return true;
    }
    return false;
  }

  private void makeWait(RawRecord raw, String source) {
    if (!state.waiting.add(source, raw, state.context.currentSystemTimeMs())) {
      var detail =
          "definitions %s have not arrived, and %d bytes are waiting for definitions already"
              .formatted(raw.definitions(), shared.waiting().maxBytes());
      deadLetter(raw, DeadLetters.DEFINITIONS_MISSING, detail);
    }
  }

  private void retryWaiting(long nowMs) {
    for (var source : state.waiting.sources()) {
      var raw = state.waiting.first(source);
      while (raw != null && (isHandled(raw, source) || isExpired(raw, source, nowMs))) {
        state.waiting.removeFirst(source);
        raw = state.waiting.first(source);
      }
    }
  }

  private boolean isExpired(RawRecord raw, String source, long nowMs) {
    var timeout = shared.waiting().timeout();
    if (nowMs - state.waiting.sinceMs(source) < timeout.toMillis()) {
      return false;
    }
    var detail =
        "definitions %s did not arrive within %d s; publish them, then replay the dead letters"
            .formatted(raw.definitions(), timeout.toSeconds());
    deadLetter(raw, DeadLetters.DEFINITIONS_MISSING, detail);
    return true;
  }

  private void decode(RawRecord raw, String sourceKey, CompiledDefinitions definitions) {
    try {
      raw.clockOffsetNs();
    } catch (NumberFormatException e) {
      deadLetter(
          raw,
          DeadLetters.BAD_HEADER,
          RawHeaders.CLOCK_OFFSET_NS + " is no number of nanoseconds: " + e.getMessage());
      return;
    }
    var source = state.sources.open(sourceKey, raw.source().generation(), definitions);
    if (!isRead(raw, source)) {
      return;
    }
    var decoder = state.decoder;
    decoder.resolve();
    warnIfTooOld(source, decoder.oldestMs());
    var anchor = decoder.newAnchorNs();
    if (anchor != null) {
      state.sources.anchor(source, anchor);
    }
    state.sources.learned(source, decoder.hasHeader(), decoder.mappings());
    var key = raw.vmBytes();
    decoder.forward(
        (topic, value, timestampMs) ->
            state.context.forward(
                new Record<>(key, outgoing.to(topic, value), timestampMs), Node.TYPED_SINK));
    decoder.deadLetters().forEach(letter -> forward(letter, raw));
    tell(decoder.memoryFacts());
    count(raw, decoder.tally());
  }

  /** False if the record became a dead letter. */
  private boolean isRead(RawRecord raw, Source source) {
    var value = raw.value();
    boolean isSimple =
        raw.format().isEmpty()
            ? source.isSimple() || SimpleReader.isSimpleTrace(value, 0, value.length)
            : raw.format().equals("simple");
    if (!isSimple && !raw.format().isEmpty() && !raw.format().equals("log")) {
      var detail =
          "%s is '%s'; it has to be simple or log".formatted(RawHeaders.FORMAT, raw.format());
      deadLetter(raw, DeadLetters.BAD_HEADER, detail);
      return false;
    }
    try {
      state.decoder.decode(
          raw,
          source,
          handler -> {
            if (isSimple) {
              readSimple(raw, source);
            } else {
              state.logReaders.read(source.definitions, value, handler);
            }
          });
      return true;
    } catch (RuntimeException e) {
      // Bytes that make a reader fail would stop their partition for ever.
      state.sources.discard(source);
      log.error("raw record {} failed to decode; this is an error in qtrace", at(raw), e);
      deadLetter(raw, DeadLetters.DECODER_FAILED, "error in qtrace: " + e);
      return false;
    }
  }

  private void warnIfTooOld(Source source, long oldestMs) {
    var retention = shared.eventRetention();
    if (source.warnedOfAge || retention.isEmpty() || oldestMs == Long.MAX_VALUE) {
      return;
    }
    var limit = Instant.ofEpochMilli(state.context.currentSystemTimeMs()).minus(retention.get());
    if (Instant.ofEpochMilli(oldestMs).isBefore(limit)) {
      source.warnedOfAge = true;
      log.warn(
          "{} has events of {}, but event topics keep {} days: Kafka may delete them at once; set"
              + " topics.retention.event",
          source.key,
          Instant.ofEpochMilli(oldestMs),
          retention.get().toDays());
    }
  }

  private void readSimple(RawRecord raw, Source source) {
    var reader = source.simple();
    long offset = raw.source().offsetBytes();
    if (offset >= 0) {
      reader.seek(offset);
    }
    // A chunk is a run of whole records, so nothing is carried over to the next one.
    reader.read(raw.value(), 0, raw.value().length, true, state.decoder);
  }

  private void deadLetter(RawRecord raw, String reason, String detail) {
    forward(DeadLetters.of(raw, reason, detail, raw.value(), 0), raw);
    var tally = new Tally();
    tally.bytes = raw.value().length;
    tally.read = 1;
    tally.deadLettered = 1;
    count(raw, tally);
  }

  private void forward(DeadLetter letter, RawRecord raw) {
    shared.meters().deadLetter(letter);
    var bytes = shared.contracts().deadLetters().frame(letter);
    var toTopic = outgoing.to("", bytes);
    long timestampMs = Math.max(0, raw.timestampMs());
    state.context.forward(new Record<>(raw.vmBytes(), toTopic, timestampMs), Node.DEAD_LETTER_SINK);
  }

  private void tell(VmFacts facts) {
    if (shared.conversions().enabled()) {
      var vm = facts.vm().getBytes(StandardCharsets.UTF_8);
      long timestampMs = Math.max(0, facts.timestampMs());
      state.context.forward(new Record<>(vm, facts, timestampMs), Node.CONVERSION_PROCESSOR);
    }
  }

  private void count(RawRecord raw, Tally tally) {
    state.ledger.add(raw, tally);
    shared.meters().add(tally);
    shared.totals().report(state.context.taskId(), state.ledger.total());
  }

  private void publishLedger() {
    long nowMs = state.context.currentSystemTimeMs();
    state.ledger.publish(
        (key, entry) ->
            state.context.forward(
                new Record<>(key.getBytes(StandardCharsets.UTF_8), outgoing.to("", entry), nowMs),
                Node.LEDGER_SINK));
  }

  @Override
  public void close() {
    state.turns.close();
    shared.totals().leave(state.context.taskId());
  }

  /** One VM may have several sources, and one source identity may occur on several hosts. */
  private static String sourceKey(RawRecord raw) {
    return raw.vm() + "/" + raw.source().identity();
  }

  private static String at(RawRecord raw) {
    return raw.topic() + "-" + raw.partition() + "@" + raw.offset();
  }
}
