package io.qtrace.topology.decode.chunk;

import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.destination.EventTargets;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The events of a chunk whose targets were never looked for. Reused; not thread-safe. */
final class UnknownTargets {

  private final EventTargets targets;

  /** Their indexes among the definitions. */
  private final BitSet events = new BitSet();

  UnknownTargets(EventTargets targets) {
    this.targets = targets;
  }

  void add(int definition) {
    events.set(definition);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  void clear() {
    events.clear();
  }

  /** Without waiting for them, unless nobody has to be asked. */
  CompletableFuture<Void> resolve(CompiledDefinitions definitions, Executor executor) {
    var wanted = (BitSet) events.clone();
    if (definitions.areKnown(wanted, targets)) {
      definitions.resolve(wanted, targets);
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(() -> definitions.resolve(wanted, targets), executor);
  }

  /** Whether all of them, now that they are known, take any event at any time. */
  boolean arePlain(CompiledDefinitions definitions) {
    return events.stream()
        .mapToObj(definitions::target)
        .allMatch(target -> target == null || target.isPlain());
  }
}
