package io.qtrace.source.chunk;

import java.util.OptionalLong;

/**
 * A run of whole raw records or whole lines, bytes as QEMU wrote them.
 *
 * @param offsetBytes where it begins in the (uncompressed) source
 * @param bytes owned by the receiver
 * @param oldestEventNs time of its oldest event by the source's own clock; empty if none has one
 * @param newestEventNs time of its newest event; empty if none has one
 * @param open true if it rests on the source's ending here: a record or line that is cut off, or
 *     what would be something else if more followed. When the source grows, it is to be cut again
 */
@SuppressWarnings("ArrayRecordComponent") // chunks are passed on, never compared
public record Chunk(
    long offsetBytes,
    byte[] bytes,
    OptionalLong oldestEventNs,
    OptionalLong newestEventNs,
    boolean open) {

  /** Where the next chunk begins. */
  public long endBytes() {
    return offsetBytes + bytes.length;
  }
}
