package io.qtrace.topology;

import io.qtrace.contract.DeadLetter;
import io.qtrace.conversion.MemoryEventFeed;
import io.qtrace.conversion.MemoryFacts;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one chunk into memory. Nothing of it leaves before all of it is decoded and every event's
 * target is known: targets are then resolved in one go, and an error leaves nothing half done.
 * Reused from chunk to chunk; not thread-safe.
 */
final class ChunkDecoder implements RawRecordHandler {

  /** Kafka's default limit is 1 MiB for a batch; this leaves room for its overhead. */
  private static final int MAX_EVENT_BYTES = (1 << 20) - 1024;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int SCHEMA_ID_AT = 1;

  private final EventTargets targets;
  private final boolean findsMemoryEvents;

  // Of the chunk being decoded; the arrays grow and stay.
  private int count;
  private int[] definition = new int[1024];
  private byte[][] value = new byte[1024][];
  private long[] timestampMs = new long[1024];
  private final BitSet unresolved = new BitSet();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
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
    source = from;
    feed = findsMemoryEvents ? from.memoryEvents() : null;
    if (feed != null) {
      feed.to(facts);
      facts.host(chunk.host());
    }
    reader.accept(this);
    if (feed != null) {
      feed.report();
    }
    tally.bytes = chunk.value().length;
  }

  /** Finds the targets of events that were never seen before; may block. */
  void resolve() {
    if (!unresolved.isEmpty()) {
      source().definitions.resolve(unresolved, targets);
    }
  }

  private void clear() {
    Arrays.fill(value, 0, count, null);
    count = 0;
    unresolved.clear();
    deadLetters.clear();
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
    void event(String topic, byte[] value, long timestampMs);
  }

  /** Hands out the chunk's events in order and counts them. */
  void forward(TypedEvents to) {
    var definitions = source().definitions;
    for (int i = 0; i < count; i++) {
      var target = definitions.target(definition[i]);
      if (target == null) {
        throw new IllegalStateException("every event of a decoded chunk has a target");
      }
      if (target.isDropped()) {
        tally.filtered++;
        continue;
      }
      tally.typed++;
      putSchemaId(value[i], target.schemaId());
      to.event(target.topic(), value[i], timestampMs[i]);
    }
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  /** When the chunk's oldest event happened; Long.MAX_VALUE if it has none. */
  long oldestMs() {
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      oldest = Math.min(oldest, timestampMs[i]);
    }
    return oldest;
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
        VmFacts.kindOf(facts.isQuiet()),
        from.timestampMs(),
        from.timestampMs());
  }

  @Override
  public void event(RawEvent event) {
    tally.read++;
    var to = encoder == null ? newEncoder(event) : encoder;
    if (feed != null) {
      feed.event(event, to.epochNs(event), 0);
    }
    var target = source().definitions.target(event.definition);
    if (target == null) {
      unresolved.set(event.definition);
    } else if (target.isDropped()) {
      tally.filtered++;
      return;
    }
    int length = to.encode(event, 0);
    if (length > MAX_EVENT_BYTES) {
      var name = source().definitions.definitions().events().get(event.definition).name();
      var detail = "%s: the typed event would have %d bytes".formatted(name, length);
      deadLetter(DeadLetters.TOO_LARGE, detail, event.buffer, event.from, event.to);
      return;
    }
    if (count == value.length) {
      grow();
    }
    definition[count] = event.definition;
    value[count] = Arrays.copyOf(to.array(), length);
    // A clock before 1970 or damage that passed for a time stamp: Kafka takes none below 0.
    timestampMs[count] = Math.max(0, Math.floorDiv(to.epochNs(event), NANOS_PER_MILLI));
    count++;
  }

  private void grow() {
    int size = 2 * count;
    definition = Arrays.copyOf(definition, size);
    value = Arrays.copyOf(value, size);
    timestampMs = Arrays.copyOf(timestampMs, size);
  }

  private TypedEventEncoder newEncoder(RawEvent first) {
    var chunk = record();
    long recordNs = Math.max(0, chunk.timestampMs()) * NANOS_PER_MILLI;
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
    tally.droppedRecords++;
    tally.lostEvents += count;
    if (feed != null) {
      feed.lost(count);
    }
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    tally.read++;
    if (feed != null) {
      feed.rejected(reason, to - from);
    }
    deadLetter(reason.name(), detail, buffer, from, to);
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    tally.other++;
  }

  @Override
  public void header(byte[] buffer, int from, int to) {
    hasHeader = true;
    mappings.reset();
    mappings.write(buffer, from, to - from);
  }

  @Override
  public void mapping(byte[] buffer, int from, int to) {
    mappings.write(buffer, from, to - from);
  }

  private void deadLetter(String reason, String detail, byte[] buffer, int from, int to) {
    var bytes = Arrays.copyOfRange(buffer, from, to);
    int position = buffer == record().value() ? from : 0;
    deadLetters.add(DeadLetters.of(record(), reason, detail, bytes, position));
    tally.deadLettered++;
  }

  private static void putSchemaId(byte[] framed, int id) {
    framed[SCHEMA_ID_AT] = (byte) (id >>> 24);
    framed[SCHEMA_ID_AT + 1] = (byte) (id >>> 16);
    framed[SCHEMA_ID_AT + 2] = (byte) (id >>> 8);
    framed[SCHEMA_ID_AT + 3] = (byte) id;
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
