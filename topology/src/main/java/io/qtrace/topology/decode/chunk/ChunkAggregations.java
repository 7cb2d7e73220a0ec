package io.qtrace.topology.decode.chunk;

import io.qtrace.aggregation.fact.AggregationFacts;
import io.qtrace.aggregation.plan.ChunkSums;
import io.qtrace.aggregation.plan.Fit;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import io.qtrace.task.LastUsed;
import io.qtrace.topology.declared.Declared;
import io.qtrace.topology.declared.VmDeclarations;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.source.Source;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.raw.RawRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what a chunk has for declared aggregations. Where nothing is declared, nothing listens.
 * Reused from chunk to chunk; not thread-safe.
 */
public final class ChunkAggregations {

  /** A fleet has some builds of QEMU, and edits come one at a time. */
  private static final int MAX_PLANS = 16;

  /** What plans are for: definitions of events, and aggregations by their ids. */
  private record Plans(CompiledDefinitions definitions, List<Integer> ids) {}

  private final @Nullable VmDeclarations declarations;
  private final Duration grace;
  private final AggregationFacts facts = new AggregationFacts();
  private final Map<Plans, Optional<ChunkSums>> plans = new LastUsed<>(MAX_PLANS);

  private @Nullable ChunkSums sums;

  /** The facts are of this chunk. */
  private boolean isHeard;

  /**
   * @param declarations null if nothing is declared
   * @param grace how long after its end a window takes events
   */
  public ChunkAggregations(@Nullable VmDeclarations declarations, Duration grace) {
    this.declarations = declarations;
    this.grace = grace;
  }

  /** Forgets the chunk before. */
  void begin(RawRecord chunk, Source from) {
    sums = null;
    isHeard = false;
    if (declarations == null) {
      return;
    }
    var wanted = declarations.of(chunk.vm());
    var key = new Plans(from.definitions(), wanted.all().stream().map(Declared::id).toList());
    var found = plans.get(key);
    if (found == null) {
      found = compile(wanted.all(), from.definitions());
      plans.put(key, found);
    }
    if (found.isEmpty()) {
      return;
    }
    var next = found.get();
    facts.clear();
    facts.host(chunk.host());
    next.begin(facts);
    if (wanted.isNews()) {
      next.inForce(wanted.ids(), chunk.source().offsetBytes() == 0);
    }
    sums = next;
    isHeard = true;
  }

  /** Empty if none of them takes events of these definitions. */
  private Optional<ChunkSums> compile(List<Declared> all, CompiledDefinitions with) {
    var known = with.definitions();
    var active = new ArrayList<Fit.Active>();
    for (var one : all) {
      one.active(known).ifPresentOrElse(active::add, () -> judge(one, known));
    }
    return active.isEmpty()
        ? Optional.empty()
        : Optional.of(new ChunkSums(active, known.events().size(), grace));
  }

  private void judge(Declared one, Definitions with) {
    if (declarations != null) {
      declarations.judge(one, with);
    }
  }

  void event(RawEvent event, long epochNs) {
    if (sums != null) {
      sums.event(event, epochNs);
    }
  }

  void dropped(long epochNs, long count) {
    if (sums != null) {
      sums.dropped(epochNs, count);
    }
  }

  void rejected(Rejection reason, int bytes) {
    if (sums != null) {
      sums.rejected(reason, bytes);
    }
  }

  /** The chunk was read. */
  void end() {
    if (sums != null) {
      sums.end();
    }
  }

  /** What is read from now on is in the sums already. */
  void stopListening() {
    sums = null;
  }

  /** Null if none of them takes events of its definitions. */
  @Nullable VmFacts told(RawRecord by) {
    return isHeard
        ? new VmFacts(
            by.vm(), facts.toByteArray(), VmFacts.Kind.EVENTS, by.timestampMs(), by.timestampMs())
        : null;
  }
}
