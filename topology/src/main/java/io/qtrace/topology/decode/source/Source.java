package io.qtrace.topology.decode.source;

import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.raw.SimpleMapping;
import io.qtrace.raw.SimpleReader;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.definitions.SharedMappings;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder remembers of one source: the simple reader with its mapping of event ids, and
 * the clock's anchor. Only {@link Sources} makes and stores it.
 */
public final class Source {

  /** A reader with its two events and its scanner, and a feed of memory events. */
  private static final int OWN_BYTES = 1024;

  private final String key;

  /** Which life of the file this is about. */
  private final String generation;

  private final CompiledDefinitions definitions;
  private final MemoryEventReader memoryReader;

  /** CLOCK_REALTIME minus CLOCK_MONOTONIC as anchored by the source's first event. */
  private @Nullable Long anchorNs;

  /** How many pieces of header and mapping records the store has. */
  int pieces;

  /** The log said that its events are older than what the topics keep. */
  private boolean hasWarnedOfAge;

  private @Nullable SimpleReader simple;
  private @Nullable MemoryEventFeed memoryEvents;

  /**
   * @param memoryReader of these definitions, of all sources of a task
   */
  Source(
      String key,
      String generation,
      CompiledDefinitions definitions,
      MemoryEventReader memoryReader) {
    this.key = key;
    this.generation = generation;
    this.definitions = definitions;
    this.memoryReader = memoryReader;
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
      simple = definitions.mappings().newReader();
    }
    return simple;
  }

  /** Finds the events about memory. */
  public MemoryEventFeed memoryEvents() {
    if (memoryEvents == null) {
      memoryEvents = new MemoryEventFeed(memoryReader);
    }
    return memoryEvents;
  }

  /** True if the source is known to be a simple trace. */
  public boolean isSimple() {
    return simple != null;
  }

  /** What it learnt is in the store. */
  void forgetReader() {
    simple = simple == null ? null : definitions.mappings().newReader();
  }

  /** Takes in stored header and mapping records. */
  void learn(byte[] piece) {
    SharedMappings.teach(simple(), piece);
  }

  /** Has learnt what this says, and nothing else. */
  void begin(SimpleMapping mapping) {
    simple().begin(mapping);
  }

  /** Knows what others know as well. */
  void share(SimpleMapping mapping) {
    simple().share(mapping);
  }

  /** Memory that it alone takes up, estimated. */
  long bytes() {
    long texts = key.length() + (long) generation.length();
    return OWN_BYTES + Character.BYTES * texts + (simple == null ? 0 : simple.ownBytes());
  }
}
