package io.qtrace.topology.decode.source;

import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder remembers of one source: the simple reader with its mapping of event ids, and
 * the clock's anchor. Only {@link Sources} makes and stores it.
 */
public final class Source {

  private static final RawRecordHandler NOTHING =
      new RawRecordHandler() {
        @Override
        public void event(RawEvent event) {}

        @Override
        public void dropped(long timestampNs, int pid, long count) {}

        @Override
        public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

        @Override
        public void other(byte[] buffer, int from, int to) {}
      };

  private final String key;

  /** Which life of the file this is about. */
  private final String generation;

  private final CompiledDefinitions definitions;

  /** CLOCK_REALTIME minus CLOCK_MONOTONIC as anchored by the source's first event. */
  private @Nullable Long anchorNs;

  /** How many pieces of header and mapping records the store has. */
  int pieces;

  /** The log said that its events are older than what the topics keep. */
  private boolean hasWarnedOfAge;

  private @Nullable SimpleReader simple;
  private @Nullable MemoryEventFeed memoryEvents;

  Source(String key, String generation, CompiledDefinitions definitions) {
    this.key = key;
    this.generation = generation;
    this.definitions = definitions;
  }

  public String key() {
    return key;
  }

  public CompiledDefinitions definitions() {
    return definitions;
  }

  /** Whether it is about this life of the file, and these definitions. */
  boolean is(String generation, CompiledDefinitions definitions) {
    return this.generation.equals(generation) && this.definitions == definitions;
  }

  String generation() {
    return generation;
  }

  /** CLOCK_REALTIME minus CLOCK_MONOTONIC as the source's first event anchored it; else null. */
  public @Nullable Long anchorNs() {
    return anchorNs;
  }

  void anchor(@Nullable Long offsetNs) {
    anchorNs = offsetNs;
  }

  /** True for the first call only: the log is to say it once. */
  public boolean warnOfAge() {
    boolean isFirst = !hasWarnedOfAge;
    hasWarnedOfAge = true;
    return isFirst;
  }

  public SimpleReader simple() {
    if (simple == null) {
      simple = new SimpleReader(definitions.definitions());
    }
    return simple;
  }

  /** Finds the events about memory. */
  public MemoryEventFeed memoryEvents() {
    if (memoryEvents == null) {
      memoryEvents = new MemoryEventFeed(definitions.memoryEvents());
    }
    return memoryEvents;
  }

  /** True if the source is known to be a simple trace. */
  public boolean isSimple() {
    return simple != null;
  }

  /** What it learnt is in the store. */
  void forgetReader() {
    simple = simple == null ? null : new SimpleReader(definitions.definitions());
  }

  /** Takes in stored header and mapping records. */
  void learn(byte[] piece) {
    simple().read(piece, 0, piece.length, true, NOTHING);
  }
}
