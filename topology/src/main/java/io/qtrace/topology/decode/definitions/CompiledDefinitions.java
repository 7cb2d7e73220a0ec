package io.qtrace.topology.decode.definitions;

import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.conversion.fact.MissingEvents;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.log.lookalike.LookAlikes;
import io.qtrace.raw.ArgumentLayouts;
import io.qtrace.topology.destination.EventTarget;
import io.qtrace.topology.destination.EventTargets;
import io.qtrace.transcode.EventTranscoders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions with all that decoding needs, shared by the stream threads. Targets are found when an
 * event is first seen; threads may find the same one twice, harmlessly.
 */
public final class CompiledDefinitions {

  private static final Logger log = LoggerFactory.getLogger(CompiledDefinitions.class);
  private static final int BATCH_EVENTS = 64;
  private static final long REFUSED_NANOS = Duration.ofMinutes(1).toNanos();

  private final Definitions definitions;
  private final EventTranscoders transcoders;
  private final LookAlikes lookAlikes;
  private final SharedMappings mappings;
  private final @Nullable EventTarget[] targets;
  private final AtomicBoolean hasSaidWhatIsMissing = new AtomicBoolean();
  private volatile boolean hasRefusals;
  private volatile long refusedAtNanos;

  CompiledDefinitions(Definitions definitions) {
    this.definitions = definitions;
    this.transcoders = new EventTranscoders(definitions);
    this.lookAlikes = new LookAlikes(definitions);
    this.mappings = new SharedMappings(new ArgumentLayouts(definitions));
    this.targets = new EventTarget[definitions.events().size()];
  }

  public Definitions definitions() {
    return definitions;
  }

  public EventTranscoders transcoders() {
    return transcoders;
  }

  /** Tells which of the lines that are no events look like some. */
  public LookAlikes lookAlikes() {
    return lookAlikes;
  }

  /** What mapping records say with these definitions. */
  public SharedMappings mappings() {
    return mappings;
  }

  /** A new one; the first time, the log says which of the events are missing that it looks for. */
  public MemoryEventReader memoryEvents() {
    var reader = new MemoryEventReader(definitions);
    if (!reader.missing().isEmpty() && hasSaidWhatIsMissing.compareAndSet(false, true)) {
      log.warn(
          "definitions {} have no {}; publish all that this QEMU's trace-events-all has",
          definitions.fingerprint(),
          MissingEvents.advice(reader.missing()));
    }
    return reader;
  }

  /** Null until the event is resolved. */
  public @Nullable EventTarget target(int definition) {
    return targets[definition];
  }

  /** In batches, so that whoever has few new events waits for at most one of somebody else. */
  public void resolve(BitSet indexes, EventTargets by) {
    for (int from = indexes.nextSetBit(0); from >= 0; ) {
      var batch = new BitSet();
      int next = from;
      for (; next >= 0 && batch.cardinality() < BATCH_EVENTS; next = indexes.nextSetBit(next + 1)) {
        batch.set(next);
      }
      resolveBatch(batch, by);
      from = next;
    }
  }

  /** Whether {@link #resolve} would not have to ask anybody: another QEMU's events are the same. */
  public boolean areKnown(BitSet indexes, EventTargets by) {
    return by.areKnown(events(indexes));
  }

  private List<EventDefinition> events(BitSet indexes) {
    var events = new ArrayList<EventDefinition>();
    indexes.stream().forEach(i -> events.add(definitions.events().get(i)));
    return events;
  }

  private void resolveBatch(BitSet indexes, EventTargets by) {
    List<EventTarget> found = by.resolve(events(indexes));
    int next = 0;
    for (int i = indexes.nextSetBit(0); i >= 0; i = indexes.nextSetBit(i + 1)) {
      var target = found.get(next++);
      targets[i] = target;
      if (target.isRefused()) {
        refusedAtNanos = System.nanoTime();
        hasRefusals = true;
      }
    }
  }

  /** What was refused some time ago is asked for again: somebody may have seen to it. */
  public void forgetRefusals(long nowNanos) {
    if (!hasRefusals || nowNanos - refusedAtNanos < REFUSED_NANOS) {
      return;
    }
    hasRefusals = false;
    for (int i = 0; i < targets.length; i++) {
      var target = targets[i];
      if (target != null && target.isRefused()) {
        targets[i] = null;
      }
    }
  }
}
