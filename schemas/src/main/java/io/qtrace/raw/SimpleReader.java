package io.qtrace.raw;

import static io.qtrace.raw.record.SimpleFormat.u32;
import static io.qtrace.raw.record.SimpleFormat.u64;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.record.SimpleFormat;
import io.qtrace.text.Counts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a simple trace, format version 4 in either byte order. Holds the state of one source, above
 * all which event id is which event; a file header inside the bytes starts a new one. Not
 * thread-safe.
 *
 * <p>Every byte of the source is accounted for: it is part of a header, a mapping record, an event,
 * a dropped record or a rejection.
 */
public final class SimpleReader {

  private static final int UNMAPPED = -1;
  private static final int UNKNOWN = -2;

  /** From here downwards: one of the rare events with floating-point numbers, counted down. */
  private static final int REAL = -3;

  private static final int[] NO_IDS = {};
  private static final byte[] NO_BYTES = {};

  /** {@code dropped_events} in QEMU's trace/simple.c is an int. */
  private static final long MAX_DROPPED = 0xffffffffL;

  private final ArgumentLayouts layouts;
  private RecordScanner scanner;
  private final RawEvent event = new RawEvent();
  private final RawEvent realEvent = new RawEvent();
  private final RealArguments realArguments = new RealArguments();

  /** Event id to index into the definitions, UNMAPPED, UNKNOWN, or from REAL downwards. */
  private int[] definitionOfId = NO_IDS;

  /** Names of mapped events that the definitions lack. */
  private Map<Long, String> unknownNames = new HashMap<>();

  /** Whose both are, if others have them, too: they are copied before they are changed. */
  private @Nullable SimpleMapping shared;

  private long sourceOffset;

  public SimpleReader(Definitions definitions) {
    this(definitions, RecordScanner.OnDamage.RESYNC);
  }

  public SimpleReader(Definitions definitions, RecordScanner.OnDamage onDamage) {
    this(new ArgumentLayouts(definitions), onDamage);
  }

  /** One of many with the same definitions. */
  public SimpleReader(ArgumentLayouts layouts) {
    this(layouts, RecordScanner.OnDamage.RESYNC);
  }

  private SimpleReader(ArgumentLayouts layouts, RecordScanner.OnDamage onDamage) {
    this.scanner = new RecordScanner(onDamage);
    this.layouts = layouts;
    event.clock = Clock.MONOTONIC;
    realEvent.clock = Clock.MONOTONIC;
  }

  /** True if the bytes begin with the header of a simple trace of any version and byte order. */
  public static boolean isSimpleTrace(byte[] b, int from, int to) {
    return new RecordScanner().next(b, from, to, false) - from == SimpleFormat.HEADER_BYTES;
  }

  /** What it has learnt from header and mapping records up to here. */
  public SimpleMapping mapping() {
    shared = new SimpleMapping(scanner, definitionOfId, unknownNames);
    return shared;
  }

  /** Goes on as a reader that has read the header and the mapping records. */
  public void begin(SimpleMapping mapping) {
    scanner = mapping.scanner();
    use(mapping);
  }

  /** Gives up its own copy of what this mapping says as well, if it says the same. */
  public void share(SimpleMapping mapping) {
    if (mapping.says(definitionOfId, unknownNames)) {
      use(mapping);
    }
  }

  private void use(SimpleMapping mapping) {
    definitionOfId = mapping.definitionOfId();
    unknownNames = mapping.unknownNames();
    shared = mapping;
  }

  /** Memory that it alone takes up for what is mapped, estimated. */
  public long ownBytes() {
    return shared == null ? SimpleMapping.bytes(definitionOfId, unknownNames) : 0;
  }

  /** Where in the source the bytes of the next {@link #read} begin; messages name such offsets. */
  public void seek(long offsetBytes) {
    sourceOffset = offsetBytes;
  }

  /**
   * Reads whole records.
   *
   * @param last nothing follows {@code to}: the answer is {@code to}, and a cut-off record is
   *     rejected. Otherwise the caller passes the bytes from the answer on again, with more behind
   *     them; a buffer of 512 KiB always makes progress
   * @return the position up to which the bytes were read
   */
  public int read(byte[] b, int from, int to, boolean last, RawRecordHandler handler) {
    int at = from;
    long base = sourceOffset - from;
    while (true) {
      int end = scanner.next(b, at, to, last);
      if (end == at) {
        sourceOffset = base + at;
        return at;
      }
      if (scanner.unit() == RecordScanner.Unit.EVENT) {
        event(b, at, end, base, handler);
      } else {
        notAnEvent(b, at, end, base, handler);
      }
      at = end;
    }
  }

  private void event(byte[] b, int from, int to, long base, RawRecordHandler handler) {
    boolean bigEndian = scanner.bigEndian();
    long id = u64(b, from + 8, bigEndian);
    int definition = id >= 0 && id < definitionOfId.length ? definitionOfId[(int) id] : UNMAPPED;
    if (definition < 0) {
      if (definition <= REAL) {
        realEvent(REAL - definition, b, from, to, base, handler);
      } else {
        withoutDefinition(b, from, to, id, base, handler);
      }
      return;
    }
    if (fits(definition, b, from, to, base, handler)) {
      point(event, definition, b, from, to);
      handler.event(event);
    }
  }

  private void realEvent(
      int definition, byte[] b, int from, int to, long base, RawRecordHandler handler) {
    if (fits(definition, b, from, to, base, handler)) {
      realEvent.buffer = NO_BYTES;
      point(realEvent, definition, b, from, to);
      realArguments.convert(layouts.definitions().events().get(definition), realEvent);
      handler.event(realEvent);
    }
  }

  /** Whether the arguments do; rejects the record if not. */
  private boolean fits(
      int definition, byte[] b, int from, int to, long base, RawRecordHandler handler) {
    int arguments = from + SimpleFormat.EVENT_HEADER_BYTES;
    boolean bigEndian = scanner.bigEndian();
    var layout = layouts.of(definition);
    if (layout.matches(b, arguments, to, bigEndian)) {
      return true;
    }
    var detail = layout.mismatch(b, arguments, to, bigEndian);
    handler.rejected(Rejection.MISMATCH, detail + at(base + from), b, from, to);
    return false;
  }

  private void point(RawEvent event, int definition, byte[] b, int from, int to) {
    boolean bigEndian = scanner.bigEndian();
    event.definition = definition;
    if (event.buffer != b) { // A reference store costs a garbage collector's barrier.
      event.buffer = b;
      event.arguments = b;
    }
    event.from = from;
    event.to = to;
    event.argumentsFrom = from + SimpleFormat.EVENT_HEADER_BYTES;
    event.argumentsTo = to;
    event.bigEndian = bigEndian;
    event.timestampNs = u64(b, from + 16, bigEndian);
    var clock = Clock.ofSimple(event.timestampNs);
    if (event.clock != clock) {
      event.clock = clock;
    }
    event.pid = u32(b, from + 28, bigEndian);
  }

  private void withoutDefinition(
      byte[] b, int from, int to, long id, long base, RawRecordHandler handler) {
    boolean bigEndian = scanner.bigEndian();
    if (id == SimpleFormat.DROPPED_ID && to - from == Long.BYTES + SimpleFormat.DROPPED_LENGTH) {
      long count = u64(b, from + SimpleFormat.EVENT_HEADER_BYTES, bigEndian);
      if (count < 0 || count > MAX_DROPPED) {
        var detail =
            "a dropped record of %s events; QEMU counts up to %d"
                .formatted(Long.toUnsignedString(count), MAX_DROPPED);
        handler.rejected(Rejection.DAMAGED, detail + at(base + from), b, from, to);
        return;
      }
      handler.dropped(u64(b, from + 16, bigEndian), u32(b, from + 28, bigEndian), count);
      return;
    }
    var name = unknownNames.get(id);
    if (name == null) {
      var detail = "event id %s has no mapping record".formatted(Long.toUnsignedString(id));
      handler.rejected(Rejection.UNMAPPED_ID, detail + at(base + from), b, from, to);
    } else {
      var detail = layouts.explainUnknown(name) + at(base + from);
      handler.rejected(Rejection.UNKNOWN_EVENT, detail, b, from, to);
    }
  }

  private void notAnEvent(byte[] b, int from, int to, long base, RawRecordHandler handler) {
    switch (scanner.unit()) {
      case HEADER -> {
        definitionOfId = NO_IDS;
        unknownNames = new HashMap<>();
        shared = null;
        handler.header(b, from, to);
      }
      case MAPPING -> {
        map(b, from, to);
        handler.mapping(b, from, to);
      }
      case EVENT -> throw new IllegalStateException("events are handled before");
      case NO_HEADER ->
          handler.rejected(
              Rejection.NO_HEADER,
              HeaderlessTrace.explain(b, from, to) + at(base + from),
              b,
              from,
              to);
      case UNSUPPORTED_VERSION ->
          handler.rejected(
              Rejection.UNSUPPORTED_VERSION,
              "simple trace format version %s; version 4 is read, which QEMU 2.7 and later write; take simpletrace.py of that QEMU"
                  .formatted(Long.toUnsignedString(scanner.version())),
              b,
              from,
              to);
      case DAMAGED ->
          handler.rejected(
              Rejection.DAMAGED,
              "%,d damaged %s skipped%s"
                  .formatted(to - from, to - from == 1 ? "byte" : "bytes", at(base + from)),
              b,
              from,
              to);
      case TRUNCATED ->
          handler.rejected(
              Rejection.TRUNCATED,
              "the source ends %s into a record%s"
                  .formatted(Counts.of(to - from, "byte"), at(base + from)),
              b,
              from,
              to);
    }
  }

  private void map(byte[] b, int from, int to) {
    int id = (int) u64(b, from + 8, scanner.bigEndian());
    int start = from + SimpleFormat.MAPPING_HEADER_BYTES;
    var name = new String(b, start, to - start, StandardCharsets.UTF_8);
    if (shared != null) {
      definitionOfId = definitionOfId.clone();
      unknownNames = new HashMap<>(unknownNames);
      shared = null;
    }
    if (id >= definitionOfId.length) {
      int size = definitionOfId.length;
      definitionOfId = Arrays.copyOf(definitionOfId, Math.max(id + 1, size * 2));
      Arrays.fill(definitionOfId, size, definitionOfId.length, UNMAPPED);
    }
    var definitions = layouts.definitions();
    definitionOfId[id] = definitions.indexOf(name).orElse(UNKNOWN);
    if (definitionOfId[id] == UNKNOWN) {
      unknownNames.put((long) id, name);
    } else if (RealArguments.isIn(definitions.events().get(definitionOfId[id]))) {
      definitionOfId[id] = REAL - definitionOfId[id];
    }
  }

  private static String at(long offset) {
    return ", at byte " + offset;
  }
}
