package io.qtrace.topology.decode.chunk;

import java.io.ByteArrayOutputStream;

/** Header and mapping records of a chunk, from the last header on. Reused; not thread-safe. */
final class ChunkMappings {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean hasHeader;

  void clear() {
    bytes.reset();
    hasHeader = false;
  }

  /** Voids what was before it. */
  void header(byte[] buffer, int from, int to) {
    hasHeader = true;
    bytes.reset();
    bytes.write(buffer, from, to - from);
  }

  void mapping(byte[] buffer, int from, int to) {
    bytes.write(buffer, from, to - from);
  }

  boolean hasHeader() {
    return hasHeader;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
