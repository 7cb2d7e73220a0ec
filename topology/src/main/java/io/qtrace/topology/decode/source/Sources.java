package io.qtrace.topology.decode.source;

import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.task.Room;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.definitions.SharedMappings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.WeakHashMap;
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

  private final KeyValueStore<String, byte[]> store;
  private final MappingPieces pieces;
  private final SourceCache inMemory;
  private final Runnable onLoad;

  /** They have no memory of their own, so that all sources of a task can use one. */
  private final Map<CompiledDefinitions, MemoryEventReader> memoryReaders = new WeakHashMap<>();

  /**
   * @param room for those that are in memory
   * @param onLoad is told of every source that is read back from the store
   */
  public Sources(KeyValueStore<String, byte[]> store, Room room, Runnable onLoad) {
    this.inMemory = new SourceCache(room);
    this.store = store;
    this.onLoad = onLoad;
    pieces = new MappingPieces(store);
  }

  /** Another generation than the one seen last starts from nothing. */
  public Source open(String key, String generation, CompiledDefinitions definitions) {
    var source = inMemory.get(key);
    if (source == null || !source.is(generation, definitions)) {
      source = load(key, generation, definitions);
      inMemory.put(source);
    }
    return source;
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
      var digest = pieces.put(pieceKey(source.key(), source.pieces), piece);
      if (digest != null && source.pieces == 0) {
        share(source, digest, () -> piece);
      }
      source.pieces++;
      inMemory.weigh(source);
    }
  }

  private static void share(Source source, String digest, SharedMappings.Records records) {
    var mapping = source.definitions().mappings().of(digest, records);
    if (mapping != null) {
      source.share(mapping);
    }
  }

  /** Anchors the source's clock, for as long as this generation lives. */
  public void anchor(Source source, long offsetNs) {
    source.anchor(offsetNs);
    store.put(lifeKey(source.key()), new Life(source.generation(), offsetNs).encode());
  }

  private Source load(String key, String generation, CompiledDefinitions definitions) {
    var memoryReader =
        memoryReaders.computeIfAbsent(definitions, CompiledDefinitions::memoryEvents);
    var source = new Source(key, generation, definitions, memoryReader);
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
    onLoad.run();
    learn(source);
    return source;
  }

  private void learn(Source source) {
    beginWithWhatOthersKnow(source);
    for (var piece = piece(source); piece != null; piece = piece(source)) {
      source.learn(piece);
      source.pieces++;
    }
  }

  private void beginWithWhatOthersKnow(Source source) {
    var digest = pieces.digest(pieceKey(source.key(), 0));
    var mapping =
        digest == null
            ? null
            : source.definitions().mappings().of(digest, () -> pieces.large(digest));
    if (mapping != null) {
      source.begin(mapping);
      source.pieces = 1;
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
