package io.qtrace.topology.decode.chunk;

import io.qtrace.contract.DeadLetter;
import io.qtrace.frame.Frame;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.topology.decode.source.Source;
import io.qtrace.topology.destination.EventTarget;
import io.qtrace.topology.destination.EventTargets;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.ledger.Tally;
import io.qtrace.topology.raw.DeadLetters;
import io.qtrace.topology.raw.RawRecord;
import io.qtrace.transcode.TypedEventEncoder;
import java.util.Arrays;
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
public final class ChunkDecoder implements RawRecordHandler {

  /**
   * Of one raw record's typed events. Names repeat in each: lines of three bytes under names of 512
   * would be some hundred times what they are.
   */
  static final long MAX_TYPED_BYTES = 128L << 20;

  private static final String TOO_MUCH =
      "the events before it in the raw record have more than %,d bytes; a replay sends what is left by itself"
          .formatted(MAX_TYPED_BYTES);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final UnknownTargets unknown;
  private final HeldEvents held = new HeldEvents();
  private final ChunkMappings mappings = new ChunkMappings();
  private final ChunkMemory memory;
  private final ChunkAggregations aggregations;

  private @Nullable Chunk chunk;
  private @Nullable ChunkClock clock;
  private @Nullable TypedEventEncoder encoder;
  private Tally tally = new Tally();
  private long typedBytes;
  private boolean isReadAgain;

  /** Takes events while the chunk is read for the second time. */
  private @Nullable TypedEvents direct;

  /**
   * @param findsMemoryEvents whether {@link #memoryFacts} is wanted
   */
  public ChunkDecoder(
      EventTargets targets, boolean findsMemoryEvents, ChunkAggregations aggregations) {
    this.unknown = new UnknownTargets(targets);
    this.memory = new ChunkMemory(findsMemoryEvents);
    this.aggregations = aggregations;
  }

  /**
   * Decodes a raw record. Touches nothing but memory, so whatever it throws is an error of ours.
   *
   * @param reader reads the whole of the record's value
   */
  public void decode(RawRecord record, Source from, Consumer<RawRecordHandler> reader) {
    clear();
    chunk = new Chunk(record, from);
    from.definitions().forgetRefusals(System.nanoTime());
    memory.begin(record, from);
    aggregations.begin(record, from);
    reader.accept(this);
    memory.end();
    aggregations.end();
    tally.countBytes(record.value().length);
  }

  /**
   * Reads a record for the second time, when {@link #isReadAgain}, and passes on its events.
   *
   * @param reader as before, and in the state it had before
   */
  public void decodeAgain(Consumer<RawRecordHandler> reader, TypedEvents to) {
    memory.stopListening();
    aggregations.stopListening();
    chunk = chunk().again();
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
  public void putOff() {
    memory.putOff();
  }

  /** Whether there are events whose targets have to be found before anything else. */
  public boolean hasUnresolved() {
    return !unknown.isEmpty();
  }

  /** Finds the targets of events that were never seen before, without waiting for them. */
  public CompletableFuture<Void> resolve(Executor executor) {
    return unknown.resolve(chunk().definitions(), executor);
  }

  /** To be told once their targets are known. */
  public void resolved() {
    isReadAgain |= !unknown.arePlain(chunk().definitions());
    unknown.clear();
  }

  /** Whether {@link #decodeAgain} is needed in place of {@link #forward}. */
  public boolean isReadAgain() {
    return isReadAgain;
  }

  private void clear() {
    held.clear();
    typedBytes = 0;
    isReadAgain = false;
    unknown.clear();
    mappings.clear();
    tally = new Tally();
    clock = null;
    encoder = null;
  }

  /** Hands out the chunk's events in order and counts them. */
  public void forward(TypedEvents to) {
    held.forward(chunk().definitions(), tally, to);
  }

  public List<DeadLetter> deadLetters() {
    return chunk().letters().all();
  }

  /** When the chunk's oldest event happened; Long.MAX_VALUE if it has none. */
  public long oldestMs() {
    return held.oldestMs();
  }

  /** Complete after {@link #forward}. */
  public Tally tally() {
    return tally;
  }

  /** Header and mapping records of the chunk, from the last header on. */
  public byte[] mappings() {
    return mappings.bytes();
  }

  public boolean hasHeader() {
    return mappings.hasHeader();
  }

  /** The offset by which this chunk anchored its source's clock; null if it did not. */
  public @Nullable Long newAnchorNs() {
    return clock == null ? null : clock.newAnchorNs();
  }

  /** What the chunk tells about the VM's memory. */
  public VmFacts memoryFacts() {
    return memory.told(chunk().record());
  }

  /** What the chunk has for declared aggregations; null if it can have nothing. */
  public @Nullable VmFacts aggregationFacts() {
    return aggregations.told(chunk().record());
  }

  @Override
  public void event(RawEvent event) {
    tally.countRead();
    var to = encoder(event);
    memory.event(event, to);
    aggregations.event(event, to.epochNs(event));
    var target = chunk().definitions().target(event.definition);
    int limit = EventTarget.Limits.MAX_EVENT_BYTES;
    if (target == null) {
      unknown.add(event.definition);
    } else if (target.topic().isEmpty()) {
      withoutTopic(target, event);
      return;
    } else {
      limit = target.limits().maxBytes();
    }
    if (typedBytes > MAX_TYPED_BYTES) {
      chunk().letters().gather(DeadLetters.TOO_LARGE, TOO_MUCH, event.buffer, event.from, event.to);
      tally.countDeadLetter();
      return;
    }
    int length = to.encode(event, 0);
    if (length > limit) {
      var name = chunk().definitions().definitions().events().get(event.definition).name();
      var detail = "%s: the typed event would have %d bytes".formatted(name, length);
      deadLetter(DeadLetters.TOO_LARGE, detail, event.buffer, event.from, event.to);
      return;
    }
    typedBytes += length;
    // A clock before 1970 or damage that passed for a time stamp: Kafka takes none below 0.
    long eventMs = Math.max(0, Math.floorDiv(to.epochNs(event), NANOS_PER_MILLI));
    if (direct == null) {
      isReadAgain |= !held.add(event.definition, to.array(), length, eventMs);
    } else if (target == null) { // was refused, and is about to be asked for again
      deadLetter(DeadLetters.REFUSED, "no topic yet", event.buffer, event.from, event.to);
    } else {
      var bytes = Arrays.copyOf(to.array(), length);
      Frame.put(bytes, target.schemaId());
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

  private TypedEventEncoder encoder(RawEvent event) {
    var present = encoder;
    if (present != null && clock != null && clock.tells(event)) {
      return present;
    }
    clock = chunk().clock(event);
    present = chunk().encoder(clock);
    encoder = present;
    return present;
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    tally.countLost(count);
    memory.lost(count);
    aggregations.dropped(chunk().epochNs(timestampNs, clock), count);
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    tally.countRead();
    memory.rejected(reason, to - from);
    aggregations.rejected(reason, to - from);
    deadLetter(reason.name(), detail, buffer, from, to);
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    tally.countOther();
    var lookAlikes = chunk().definitions().lookAlikes();
    if (lookAlikes.contain(buffer, from, to)) {
      tally.countLookAlike(() -> lookAlikes.describe(buffer, from, to).inOneLine());
    }
  }

  @Override
  public void header(byte[] buffer, int from, int to) {
    if (direct == null) { // else it is known
      mappings.header(buffer, from, to);
    }
  }

  @Override
  public void mapping(byte[] buffer, int from, int to) {
    if (direct == null) {
      mappings.mapping(buffer, from, to);
    }
  }

  private void deadLetter(String reason, String detail, byte[] buffer, int from, int to) {
    chunk().letters().add(reason, detail, buffer, from, to);
    tally.countDeadLetter();
  }

  private Chunk chunk() {
    if (chunk == null) {
      throw new IllegalStateException("no chunk yet");
    }
    return chunk;
  }
}
