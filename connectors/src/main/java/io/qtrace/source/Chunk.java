package io.qtrace.source;

import java.util.OptionalLong;

/**
 * A run of whole raw records or whole lines, bytes as QEMU wrote them.
 *
 * @param offsetBytes where it begins in the (uncompressed) source
 * @param bytes owned by the receiver
 * @param oldestEventNs time of its oldest event by the source's own clock; empty if none has one
 * @param newestEventNs time of its newest event; empty if none has one
 * @param open true if this is not a whole record or line but the beginning of one, cut off by the
 *     end of the source
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
