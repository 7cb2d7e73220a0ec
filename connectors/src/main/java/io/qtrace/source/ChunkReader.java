package io.qtrace.source;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts a source into chunks. Whatever the bytes are, the chunks laid end to end are the source.
 *
 * <p>A chunk holds at most the given number of bytes, unless a single record or line is longer.
 * Memory is bounded by the longest piece. Not thread-safe.
 */
public final class ChunkReader {

  /** Big enough to make Kafka's cost per record (2–3 µs) small beside the decoding. */
  public static final int DEFAULT_CHUNK_BYTES = 1 << 16;

  private final InputStream in;
  private final Pieces pieces;
  private final int chunkBytes;

  // buffer[from, to) is read and not yet handed out; from is at offsetBytes of the source.
  private byte[] buffer;
  private int from;
  private int to;
  private long offsetBytes;
  private boolean ended;

  // The piece measured last, while it is not part of a chunk yet; 0 bytes if there is none.
  private int pieceBytes;

  // Of the chunk being put together.
  private long oldestNs;
  private long newestNs;

  /**
   * @param in the whole source, from its first byte; not closed by the reader
   * @param definitions to find the events' times in a log
   * @param chunkBytes at least 1
   */
  public ChunkReader(InputStream in, TraceFormat format, Definitions definitions, int chunkBytes) {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 byte, not " + chunkBytes);
    }
    this.in = in;
    this.chunkBytes = chunkBytes;
    this.buffer = new byte[Math.max(2 * chunkBytes, 1 << 16)];
    this.pieces =
        switch (format) {
          case SIMPLE -> new SimplePieces();
          case LOG -> new LinePieces(definitions);
        };
  }

  /** The next chunk; empty at the end of the source. */
  public Optional<Chunk> next() throws IOException {
    int length = 0;
    oldestNs = Long.MAX_VALUE;
    newestNs = Pieces.NO_TIME;
    while (length < chunkBytes && measure(length) && fits(length)) {
      length += pieceBytes;
      pieceBytes = 0;
      note(pieces.eventNs());
    }
    return length == 0 ? Optional.empty() : Optional.of(take(length));
  }

  /** What the times of the chunks so far count from; {@link Clock#NONE} if they have none. */
  public Clock clock() {
    return pieces.clock();
  }

  private void note(long eventNs) {
    if (eventNs != Pieces.NO_TIME) {
      oldestNs = Math.min(oldestNs, eventNs);
      newestNs = Math.max(newestNs, eventNs);
    }
  }

  /** What is cut off makes a chunk of its own, so that it can be read again when it is whole. */
  private boolean fits(int length) {
    return length == 0 || (length + pieceBytes <= chunkBytes && !pieces.open());
  }

  /** Measures the piece that begins {@code ahead} of from; false at the end of the source. */
  private boolean measure(int ahead) throws IOException {
    while (pieceBytes == 0) {
      int begin = from + ahead;
      if (begin == to && ended) {
        return false;
      }
      int end = begin == to ? Pieces.MORE : pieces.end(buffer, begin, to, ended);
      if (end == Pieces.MORE) {
        fill();
      } else {
        pieceBytes = end - begin;
      }
    }
    return true;
  }

  private void fill() throws IOException {
    if (to == buffer.length) {
      makeRoom();
    }
    int n = in.read(buffer, to, buffer.length - to);
    if (n < 0) {
      ended = true;
    } else {
      to += n;
    }
  }

  private void makeRoom() {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    } else {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }

  private Chunk take(int length) {
    boolean timed = newestNs != Pieces.NO_TIME;
    var chunk =
        new Chunk(
            offsetBytes,
            Arrays.copyOfRange(buffer, from, from + length),
            timed ? OptionalLong.of(oldestNs) : OptionalLong.empty(),
            timed ? OptionalLong.of(newestNs) : OptionalLong.empty(),
            from + length == to && pieces.open());
    from += length;
    offsetBytes += length;
    return chunk;
  }
}
