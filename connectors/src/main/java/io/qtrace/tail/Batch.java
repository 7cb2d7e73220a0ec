package io.qtrace.tail;

import io.qtrace.tail.bookmark.TailedChunk;
import java.util.ArrayList;
import java.util.List;

/** Chunks of one turn through the files. */
final class Batch {

  private final int maxBytes;
  private final List<TailedChunk> chunks = new ArrayList<>();
  private long bytes;

  Batch(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(TailedChunk chunk) {
    chunks.add(chunk);
    bytes += chunk.chunk().bytes().length;
  }

  boolean isFull() {
    return bytes >= maxBytes;
  }

  List<TailedChunk> chunks() {
    return chunks;
  }
}
