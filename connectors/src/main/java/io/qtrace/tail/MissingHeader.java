package io.qtrace.tail;

import io.qtrace.definition.Definitions;
import io.qtrace.source.chunk.Chunk;
import io.qtrace.source.chunk.ChunkCutter;
import io.qtrace.source.chunk.ChunkCutter.Ending;
import io.qtrace.source.file.AddedHeader;
import io.qtrace.tail.bookmark.Bookmark;
import java.util.Arrays;

/**
 * The header that a simple trace of SystemTap's lacks. It is sent before the file's own bytes, in
 * chunks of its own that count as none of them: the file is still at its first byte.
 *
 * <p>Once bytes of the file are sent, it stays with the one that is in front of them, whatever
 * becomes of the definitions; a restart then has the header of the present ones, which tells the
 * byte order as well, and how many ids there are as good as.
 */
final class MissingHeader {

  private final byte[] bytes;
  private final String definitions;

  /**
   * @param head the file's first bytes, up to {@code to}
   */
  MissingHeader(Definitions definitions, byte[] head, int to) {
    this.bytes = AddedHeader.of(definitions, Arrays.copyOf(head, to));
    this.definitions = definitions.fingerprint();
  }

  /** How much of it was sent when that was noted; 0 if it was another. */
  private int sentBytes(Bookmark bookmark) {
    return bookmark.definitions().equals(definitions)
        ? (int) Math.min(bookmark.headerBytes(), bytes.length)
        : 0;
  }

  boolean isSent(Bookmark bookmark) {
    return sentBytes(bookmark) == bytes.length;
  }

  boolean isBegun(Bookmark bookmark) {
    return sentBytes(bookmark) > 0;
  }

  /** Tells a cutter what was sent before a restart, of this and of the file's own bytes. */
  void teach(ChunkCutter cutter, Bookmark bookmark, byte[] head, int to) {
    int own = (int) Math.min(bookmark.positionBytes(), to);
    int sent = own > 0 ? bytes.length : sentBytes(bookmark);
    byte[] all = Arrays.copyOf(bytes, sent + own);
    System.arraycopy(head, 0, all, sent, own);
    cutter.learn(all, 0, all.length);
  }

  /** Its next chunk. */
  Chunk next(ChunkCutter cutter, Bookmark bookmark) {
    int from = sentBytes(bookmark);
    cutter.fill(bytes, from, bytes.length, Ending.END);
    return cutter.take(bytes, from, 0);
  }

  /** The bookmark behind a chunk of it. */
  Bookmark behind(Chunk chunk, Bookmark bookmark) {
    return bookmark.headed(definitions, sentBytes(bookmark) + chunk.bytes().length);
  }
}
