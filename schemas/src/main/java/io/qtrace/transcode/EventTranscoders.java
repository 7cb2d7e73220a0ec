package io.qtrace.transcode;

import io.qtrace.definition.Definitions;
import org.jspecify.annotations.Nullable;

/**
 * The transcoders of a set of definitions, compiled on first use. Thread-safe: two threads may
 * compile the same one, harmlessly.
 */
public final class EventTranscoders {

  private final Definitions definitions;
  private final @Nullable EventTranscoder[] compiled;

  public EventTranscoders(Definitions definitions) {
    this.definitions = definitions;
    this.compiled = new EventTranscoder[definitions.events().size()];
  }

  public Definitions definitions() {
    return definitions;
  }

  EventTranscoder get(int definition) {
    var transcoder = compiled[definition];
    if (transcoder == null) {
      transcoder = EventTranscoder.compile(definitions.events().get(definition));
      compiled[definition] = transcoder;
    }
    return transcoder;
  }
}
