package io.qtrace.source.chunk;

import io.qtrace.raw.Clock;
import java.util.OptionalLong;

/**
 * A run of whole raw records or whole lines, bytes as QEMU wrote them.
 *
 * @param offsetBytes where it begins in the (uncompressed) source
 * @param bytes owned by the receiver
 * @param clock what its times count from: {@link Clock#MONOTONIC} if those of any of its events do,
 *     {@link Clock#NONE} if it has none
 * @param oldestEventNs time of its oldest event by {@code clock}; empty if none has one
 * @param newestEventNs time of its newest event; empty if none has one
 * @param open true if it rests on the source's ending here: a record or line that is cut off, or
 *     what would be something else if more followed. When the source grows, it is to be cut again
 */
@SuppressWarnings("ArrayRecordComponent") // chunks are passed on, never compared
public record Chunk(
    long offsetBytes,
    byte[] bytes,
    Clock clock,
    OptionalLong oldestEventNs,
    OptionalLong newestEventNs,
    boolean open) {

  /** Where the next chunk begins. */
  public long endBytes() {
    return offsetBytes + bytes.length;
  }
}
