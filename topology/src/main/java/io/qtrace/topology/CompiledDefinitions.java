package io.qtrace.topology;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.transcode.EventTranscoders;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Definitions with all that decoding needs, shared by the stream threads. Targets are found when an
 * event is first seen; threads may find the same one twice, harmlessly.
 */
final class CompiledDefinitions {

  private final Definitions definitions;
  private final EventTranscoders transcoders;
  private final @Nullable EventTarget[] targets;

  CompiledDefinitions(Definitions definitions) {
    this.definitions = definitions;
    this.transcoders = new EventTranscoders(definitions);
    this.targets = new EventTarget[definitions.events().size()];
  }

  Definitions definitions() {
    return definitions;
  }

  EventTranscoders transcoders() {
    return transcoders;
  }

  /** Null until the event is resolved. */
  @Nullable EventTarget target(int definition) {
    return targets[definition];
  }

  void resolve(BitSet indexes, EventTargets by) {
    var events = new ArrayList<EventDefinition>();
    indexes.stream().forEach(i -> events.add(definitions.events().get(i)));
    List<EventTarget> found = by.resolve(events);
    int next = 0;
    for (int i = indexes.nextSetBit(0); i >= 0; i = indexes.nextSetBit(i + 1)) {
      targets[i] = found.get(next++);
    }
  }
}
