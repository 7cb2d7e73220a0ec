package io.qtrace.topology;

import io.qtrace.contract.DeadLetter;
import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.ledger.Tally;
import io.qtrace.topology.raw.DeadLetters;
import io.qtrace.topology.raw.RawRecord;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one chunk into memory. Nothing of it leaves before all of it is decoded and every event's
 * target is known: targets are then resolved in one go, and an error leaves nothing half done.
 *
 * <p>A chunk of many times its size in typed events is not held: it is read a second time, once it
 * is known that all of it can leave, and its events leave as they are found ({@link #isReadAgain}).
 * Reused from chunk to chunk; not thread-safe.
 */
final class ChunkDecoder implements RawRecordHandler {

  /**
   * Of one raw record's typed events. Names repeat in each: lines of three bytes under names of 512
   * would be some hundred times what they are.
   */
  static final long MAX_TYPED_BYTES = 128L << 20;

  private static final String TOO_MUCH =
      "the events before it in the raw record have more than %,d bytes; a replay sends what is left by itself"
          .formatted(MAX_TYPED_BYTES);

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int SCHEMA_ID_AT = 1;

  private final EventTargets targets;
  private final boolean findsMemoryEvents;

  private final HeldEvents held = new HeldEvents();
  private long typedBytes;
  private long oldestMs;
  private boolean isReadAgain;

  /** Takes events while the chunk is read for the second time. */
  private @Nullable TypedEvents direct;

  private final BitSet unresolved = new BitSet();
  private @Nullable ChunkLetters letters;
  private final ByteArrayOutputStream mappings = new ByteArrayOutputStream();
  private boolean hasHeader;
  private long anchorNs;
  private boolean isAnchored;
  private Tally tally = new Tally();
  private @Nullable RawRecord record;
  private @Nullable Source source;
  private @Nullable TypedEventEncoder encoder;

  private final MemoryFacts facts = new MemoryFacts();
  private @Nullable MemoryEventFeed feed;
  private MemoryEventFeed.@Nullable Mark heardBefore;

  /**
   * @param findsMemoryEvents whether {@link #memoryFacts} is wanted
   */
  ChunkDecoder(EventTargets targets, boolean findsMemoryEvents) {
    this.targets = targets;
    this.findsMemoryEvents = findsMemoryEvents;
  }

  /**
   * Decodes a raw record. Touches nothing but memory, so whatever it throws is an error of ours.
   *
   * @param reader reads the whole of the record's value
   */
  void decode(RawRecord chunk, Source from, Consumer<RawRecordHandler> reader) {
    clear();
    record = chunk;
    letters = new ChunkLetters(chunk);
    source = from;
    from.definitions.forgetRefusals(System.nanoTime());
    feed = findsMemoryEvents ? from.memoryEvents() : null;
    if (feed != null) {
      heardBefore = feed.mark();
      feed.to(facts);
      facts.host(chunk.host());
    }
    reader.accept(this);
    if (feed != null) {
      feed.report();
    }
    tally.countBytes(chunk.value().length);
  }

  /**
   * Reads a record for the second time, when {@link #isReadAgain}, and passes on its events.
   *
   * @param reader as before, and in the state it had before
   */
  void decodeAgain(Consumer<RawRecordHandler> reader, TypedEvents to) {
    feed = null; // has heard it all
    letters = new ChunkLetters(record());
    typedBytes = 0;
    long bytes = tally.bytes();
    tally = new Tally();
    tally.countBytes(bytes);
    direct = to;
    try {
      reader.accept(this);
    } finally {
      direct = null;
    }
  }

  /** The chunk is going to be decoded from its beginning again, some time later. */
  void putOff() {
    if (feed != null && heardBefore != null) {
      feed.backTo(heardBefore);
    }
  }

  /** Whether there are events whose targets have to be found before anything else. */
  boolean hasUnresolved() {
    return !unresolved.isEmpty();
  }

  /** Finds the targets of events that were never seen before, without waiting for them. */
  CompletableFuture<Void> resolve(Executor executor) {
    var wanted = (BitSet) unresolved.clone();
    var definitions = source().definitions;
    if (definitions.areKnown(wanted, targets)) {
      definitions.resolve(wanted, targets);
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(() -> definitions.resolve(wanted, targets), executor);
  }

  /** To be told once their targets are known. */
  void resolved() {
    var definitions = source().definitions;
    for (int i = unresolved.nextSetBit(0); i >= 0; i = unresolved.nextSetBit(i + 1)) {
      var target = definitions.target(i);
      isReadAgain |= target != null && !target.isPlain();
    }
    unresolved.clear();
  }

  /** Whether {@link #decodeAgain} is needed in place of {@link #forward}. */
  boolean isReadAgain() {
    return isReadAgain;
  }

  private void clear() {
    held.clear();
    typedBytes = 0;
    oldestMs = Long.MAX_VALUE;
    isReadAgain = false;
    unresolved.clear();
    mappings.reset();
    hasHeader = false;
    isAnchored = false;
    tally = new Tally();
    encoder = null;
    facts.clear();
  }

  /** Receives a typed event. */
  @FunctionalInterface
  interface TypedEvents {
    void event(EventTarget target, byte[] value, long timestampMs);
  }

  /** Hands out the chunk's events in order and counts them. */
  void forward(TypedEvents to) {
    var definitions = source().definitions;
    for (int i = 0; i < held.count(); i++) {
      var target = known(definitions.target(held.definition(i)));
      if (target.isDropped()) {
        tally.countFiltered();
        continue;
      }
      tally.countTyped();
      putSchemaId(held.value(i), target.schemaId());
      to.event(target, held.value(i), held.timestampMs(i));
    }
  }

  private static EventTarget known(@Nullable EventTarget target) {
    if (target == null) {
      throw new IllegalStateException("every event of a decoded chunk has a target");
    }
    return target;
  }

  List<DeadLetter> deadLetters() {
    return letters().all();
  }

  /** When the chunk's oldest event happened; Long.MAX_VALUE if it has none. */
  long oldestMs() {
    return oldestMs;
  }

  /** Complete after {@link #forward}. */
  Tally tally() {
    return tally;
  }

  /** Header and mapping records of the chunk, from the last header on. */
  byte[] mappings() {
    return mappings.toByteArray();
  }

  boolean hasHeader() {
    return hasHeader;
  }

  /** The offset by which this chunk anchored its source's clock; null if it did not. */
  @Nullable Long newAnchorNs() {
    return isAnchored ? anchorNs : null;
  }

  /** What the chunk tells about the VM's memory. */
  VmFacts memoryFacts() {
    var from = record();
    return new VmFacts(
        from.vm(),
        facts.toByteArray(),
        VmFacts.kindOf(facts),
        from.timestampMs(),
        from.timestampMs());
  }

  @Override
  public void event(RawEvent event) {
    tally.countRead();
    var to = encoder == null ? newEncoder(event) : encoder;
    if (feed != null) {
      feed.event(event, to.epochNs(event), 0);
    }
    var target = source().definitions.target(event.definition);
    int limit = EventTarget.Limits.MAX_EVENT_BYTES;
    if (target == null) {
      unresolved.set(event.definition);
    } else if (target.topic().isEmpty()) {
      withoutTopic(target, event);
      return;
    } else {
      limit = target.limits().maxBytes();
    }
    if (typedBytes > MAX_TYPED_BYTES) {
      letters().gather(DeadLetters.TOO_LARGE, TOO_MUCH, event.buffer, event.from, event.to);
      tally.countDeadLetter();
      return;
    }
    int length = to.encode(event, 0);
    if (length > limit) {
      var name = source().definitions.definitions().events().get(event.definition).name();
      var detail = "%s: the typed event would have %d bytes".formatted(name, length);
      deadLetter(DeadLetters.TOO_LARGE, detail, event.buffer, event.from, event.to);
      return;
    }
    typedBytes += length;
    // A clock before 1970 or damage that passed for a time stamp: Kafka takes none below 0.
    long eventMs = Math.max(0, Math.floorDiv(to.epochNs(event), NANOS_PER_MILLI));
    if (direct == null) {
      hold(event.definition, to.array(), length, eventMs);
    } else if (target == null) { // was refused, and is about to be asked for again
      deadLetter(DeadLetters.REFUSED, "no topic yet", event.buffer, event.from, event.to);
    } else {
      var bytes = Arrays.copyOf(to.array(), length);
      putSchemaId(bytes, target.schemaId());
      tally.countTyped();
      direct.event(target, bytes, eventMs);
    }
  }

  private void withoutTopic(EventTarget target, RawEvent event) {
    if (target.isDropped()) {
      tally.countFiltered();
    } else {
      deadLetter(DeadLetters.REFUSED, target.refusal(), event.buffer, event.from, event.to);
    }
  }

  private void hold(int of, byte[] encoded, int length, long eventMs) {
    oldestMs = Math.min(oldestMs, eventMs);
    isReadAgain |= !held.add(of, encoded, length, eventMs);
  }

  private TypedEventEncoder newEncoder(RawEvent first) {
    var chunk = record();
    long recordNs = chunk.timestampMs() * NANOS_PER_MILLI;
    var offset = chunk.clockOffsetNs();
    if (offset == null) {
      offset = source().anchorNs;
    }
    if (offset == null && first.clock == Clock.MONOTONIC) {
      // See docs/adr/0007: the first event of the source happened when its Kafka record was made.
      offset = recordNs - first.timestampNs;
      anchorNs = offset;
      isAnchored = true;
    }
    encoder =
        new TypedEventEncoder(
            source().definitions.transcoders(),
            chunk.host(),
            chunk.vm(),
            offset == null ? 0 : offset,
            recordNs);
    return encoder;
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    tally.countLost(count);
    if (feed != null) {
      feed.lost(count);
    }
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    tally.countRead();
    if (feed != null) {
      feed.rejected(reason, to - from);
    }
    deadLetter(reason.name(), detail, buffer, from, to);
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    tally.countOther();
    var lookAlikes = source().definitions.lookAlikes();
    if (lookAlikes.contain(buffer, from, to)) {
      tally.countLookAlike(() -> lookAlikes.describe(buffer, from, to).inOneLine());
    }
  }

  @Override
  public void header(byte[] buffer, int from, int to) {
    if (direct != null) {
      return; // known
    }
    hasHeader = true;
    mappings.reset();
    mappings.write(buffer, from, to - from);
  }

  @Override
  public void mapping(byte[] buffer, int from, int to) {
    if (direct == null) {
      mappings.write(buffer, from, to - from);
    }
  }

  private void deadLetter(String reason, String detail, byte[] buffer, int from, int to) {
    letters().add(reason, detail, buffer, from, to);
    tally.countDeadLetter();
  }

  private static void putSchemaId(byte[] framed, int id) {
    framed[SCHEMA_ID_AT] = (byte) (id >>> 24);
    framed[SCHEMA_ID_AT + 1] = (byte) (id >>> 16);
    framed[SCHEMA_ID_AT + 2] = (byte) (id >>> 8);
    framed[SCHEMA_ID_AT + 3] = (byte) id;
  }

  private ChunkLetters letters() {
    if (letters == null) {
      throw new IllegalStateException("no chunk yet");
    }
    return letters;
  }

  private RawRecord record() {
    if (record == null) {
      throw new IllegalStateException("no chunk yet");
    }
    return record;
  }

  private Source source() {
    if (source == null) {
      throw new IllegalStateException("no chunk yet");
    }
    return source;
  }
}
