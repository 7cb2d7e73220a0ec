package io.qtrace.topology.decode.source;

import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The sources of one task. What has to survive is in the store: header and mapping records as raw
 * bytes, a piece per chunk that had some, and the clock's anchor. Readers are rebuilt from that
 * when they were evicted, after a restart and on another instance.
 *
 * <p>Keys are {@code <source>\0life} and {@code <source>\0<piece number>}.
 */
public final class Sources {

  /** A reader that knows QEMU's 5,000 events takes about 100 KB. */
  private static final int MAX_IN_MEMORY = 256;

  /** Of the definitions that those have, each counted once: what they keep from being forgotten. */
  private static final int MAX_EVENTS = 96_000;

  private final KeyValueStore<String, byte[]> store;
  private final MappingPieces pieces;
  private final Map<String, Source> inMemory =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
          return size() > MAX_IN_MEMORY;
        }
      };

  public Sources(KeyValueStore<String, byte[]> store) {
    this.store = store;
    pieces = new MappingPieces(store);
  }

  /** Another generation than the one seen last starts from nothing. */
  public Source open(String key, String generation, CompiledDefinitions definitions) {
    var source = inMemory.get(key);
    if (source == null || !source.is(generation, definitions)) {
      source = load(key, generation, definitions);
      inMemory.put(key, source);
      makeRoom();
    }
    return source;
  }

  /** All that is forgotten is in the store. */
  private void makeRoom() {
    var users = new IdentityHashMap<CompiledDefinitions, Integer>();
    inMemory.values().forEach(source -> users.merge(source.definitions(), 1, Integer::sum));
    int events = users.keySet().stream().mapToInt(Sources::events).sum();
    var eldest = inMemory.values().iterator();
    while (events > MAX_EVENTS && users.size() > 1) {
      var definitions = eldest.next().definitions();
      eldest.remove();
      if (users.merge(definitions, -1, Integer::sum) == 0) {
        users.remove(definitions);
        events -= events(definitions);
      }
    }
  }

  private static int events(CompiledDefinitions definitions) {
    return definitions.definitions().events().size();
  }

  /** Forgets what is in memory: an error may have left it behind the store. */
  public void discard(Source source) {
    inMemory.remove(source.key());
  }

  /** Takes a source's reader back to where it was before the chunk that was read last. */
  public void rewind(Source source) {
    source.forgetReader();
    source.pieces = 0;
    learn(source);
  }

  /**
   * Remembers what a chunk taught.
   *
   * @param hasHeader the piece begins with a file header, which voids the pieces before it
   * @param piece header and mapping records; empty if the chunk had none
   */
  public void learned(Source source, boolean hasHeader, byte[] piece) {
    if (hasHeader) {
      deletePieces(source.key());
      source.pieces = 0;
    }
    if (piece.length > 0) {
      pieces.put(pieceKey(source.key(), source.pieces++), piece);
    }
  }

  /** Anchors the source's clock, for as long as this generation lives. */
  public void anchor(Source source, long offsetNs) {
    source.anchor(offsetNs);
    store.put(lifeKey(source.key()), new Life(source.generation(), offsetNs).encode());
  }

  private Source load(String key, String generation, CompiledDefinitions definitions) {
    var source = new Source(key, generation, definitions);
    var stored = store.get(lifeKey(key));
    if (stored == null) {
      store.put(lifeKey(key), new Life(generation, null).encode());
      return source;
    }
    var life = Life.decode(stored);
    if (!life.generation.equals(generation)) {
      deletePieces(key);
      store.put(lifeKey(key), new Life(generation, null).encode());
      return source;
    }
    source.anchor(life.anchorNs);
    learn(source);
    return source;
  }

  private void learn(Source source) {
    for (var piece = piece(source); piece != null; piece = piece(source)) {
      source.learn(piece);
      source.pieces++;
    }
  }

  private byte @Nullable [] piece(Source source) {
    return pieces.get(pieceKey(source.key(), source.pieces));
  }

  private void deletePieces(String key) {
    for (int i = 0; pieces.delete(pieceKey(key, i)); i++) {
      // Pieces are numbered without a gap.
    }
  }

  private static String lifeKey(String key) {
    return key + "\0life";
  }

  private static String pieceKey(String key, int number) {
    return key + "\0" + number;
  }

  private record Life(String generation, @Nullable Long anchorNs) {

    byte[] encode() {
      return ((anchorNs == null ? "" : anchorNs) + ";" + generation)
          .getBytes(StandardCharsets.UTF_8);
    }

    static Life decode(byte[] stored) {
      var text = new String(stored, StandardCharsets.UTF_8);
      int end = text.indexOf(';');
      var anchor = text.substring(0, end);
      return new Life(text.substring(end + 1), anchor.isEmpty() ? null : Long.valueOf(anchor));
    }
  }
}
