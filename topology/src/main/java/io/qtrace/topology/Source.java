package io.qtrace.topology;

import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder remembers of one source: the simple reader with its mapping of event ids, and
 * the clock's anchor. Only {@link Sources} makes and stores it.
 */
final class Source {

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

  final String key;

  /** Which life of the file this is about. */
  final String generation;

  final CompiledDefinitions definitions;

  /** CLOCK_REALTIME minus CLOCK_MONOTONIC as anchored by the source's first event. */
  @Nullable Long anchorNs;

  /** How many pieces of header and mapping records the store has. */
  int pieces;

  /** The log said that its events are older than what the topics keep. */
  boolean warnedOfAge;

  private @Nullable SimpleReader simple;
  private @Nullable MemoryEventFeed memoryEvents;

  Source(String key, String generation, CompiledDefinitions definitions) {
    this.key = key;
    this.generation = generation;
    this.definitions = definitions;
  }

  SimpleReader simple() {
    if (simple == null) {
      simple = new SimpleReader(definitions.definitions());
    }
    return simple;
  }

  /** Finds the events about memory. */
  MemoryEventFeed memoryEvents() {
    if (memoryEvents == null) {
      memoryEvents = new MemoryEventFeed(definitions.memoryEvents());
    }
    return memoryEvents;
  }

  /** True if the source is known to be a simple trace. */
  boolean isSimple() {
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
