package io.qtrace.topology.decode.source;

import io.qtrace.bytes.Sha256;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Header and mapping records of sources, in a store. Every file that a build of QEMU writes begins
 * with the same 200 KB of them, so a large piece is kept once, under its digest, and for ever:
 * there are as many as builds, not as files. What stands under a source's key then is {@link
 * #REFERENCE} and that digest.
 */
final class MappingPieces {

  /** Late mapping records, a few to a chunk, are not worth a digest. */
  private static final int LARGE_BYTES = 1024;

  /** Pieces themselves begin with a file header's 0xff or a mapping record's 0. */
  private static final char REFERENCE = 1;

  private final KeyValueStore<String, byte[]> store;

  MappingPieces(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** Returns the digest of a large piece; null of a small one, which no other source has. */
  @Nullable String put(String key, byte[] piece) {
    if (piece.length < LARGE_BYTES) {
      store.put(key, piece);
      return null;
    }
    var digest = Sha256.of(piece);
    store.putIfAbsent(sharedKey(digest), piece);
    store.put(key, (REFERENCE + digest).getBytes(StandardCharsets.US_ASCII));
    return digest;
  }

  byte @Nullable [] get(String key) {
    var stored = store.get(key);
    return stored == null || stored[0] != REFERENCE ? stored : large(digest(stored));
  }

  /** The digest of a large piece; null of a small one, or none. */
  @Nullable String digest(String key) {
    var stored = store.get(key);
    return stored == null || stored[0] != REFERENCE ? null : digest(stored);
  }

  /** The large piece with this digest. */
  byte @Nullable [] large(String digest) {
    return store.get(sharedKey(digest));
  }

  private static String digest(byte[] reference) {
    return new String(reference, 1, reference.length - 1, StandardCharsets.US_ASCII);
  }

  /** Whether there was one. */
  boolean delete(String key) {
    return store.delete(key) != null;
  }

  /** No source's key begins like that. */
  private static String sharedKey(String digest) {
    return "\0" + digest;
  }
}
