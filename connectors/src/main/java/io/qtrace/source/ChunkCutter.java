package io.qtrace.source;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Puts one chunk after the other together out of bytes that somebody else holds. Between {@link
 * #fill} and {@link #take} it only remembers how long the chunk is: the caller may read the bytes
 * again, into another place, as long as the chunk begins with the same byte.
 *
 * <p>A chunk holds at most the given number of bytes, unless a single record or line is longer.
 * Belongs to one source, front to back; not thread-safe.
 */
public final class ChunkCutter {

  /** What is known about the bytes behind those that are there. */
  public enum Ending {
    /** More bytes may come, and may show what these are. */
    OPEN,
    /** Nothing came for a while: what looks whole is whole. What does not waits on. */
    QUIET,
    /** No more bytes come. */
    END
  }

  private final Pieces pieces;
  private final int chunkBytes;

  /** Of the pieces that the chunk has so far. */
  private int lengthBytes;

  /** The piece measured last, while it is not part of a chunk yet; 0 bytes if there is none. */
  private int pieceBytes;

  /** The chunk is the beginning of a piece, cut off by the end of the source. */
  private boolean open;

  private long oldestNs = Long.MAX_VALUE;
  private long newestNs = Pieces.NO_TIME;

  private ChunkCutter(Pieces pieces, int chunkBytes) {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 byte, not " + chunkBytes);
    }
    this.pieces = pieces;
    this.chunkBytes = chunkBytes;
  }

  /**
   * @param definitions to find the events' times in a log
   * @param chunkBytes at least 1
   */
  public static ChunkCutter of(TraceFormat format, Definitions definitions, int chunkBytes) {
    return switch (format) {
      case SIMPLE -> simple(chunkBytes);
      case LOG -> log(new LogLines(definitions), chunkBytes);
    };
  }

  /** Cuts a simple trace. */
  public static ChunkCutter simple(int chunkBytes) {
    return new ChunkCutter(new SimplePieces(), chunkBytes);
  }

  /** Cuts a log. */
  public static ChunkCutter log(LogLines lines, int chunkBytes) {
    return new ChunkCutter(new LinePieces(lines), chunkBytes);
  }

  /**
   * Takes in bytes that are not to be cut again, of a source that is continued in its middle: they
   * tell byte order and event ids of a simple trace.
   */
  public void learn(byte[] b, int from, int to) {
    pieces.learn(b, from, to);
  }

  /**
   * Adds pieces to the chunk that begins at {@code from}, behind those it has.
   *
   * @return true if the chunk is complete; else the bytes up to {@code to} are used up, but for the
   *     beginning of a piece
   */
  public boolean fill(byte[] b, int from, int to, Ending ending) {
    while (lengthBytes < chunkBytes) {
      if (pieceBytes == 0) {
        pieceBytes = measure(b, from + lengthBytes, to, ending);
      }
      if (pieceBytes == 0 || from + lengthBytes + pieceBytes > to) {
        return false;
      }
      if (!fits()) {
        return true;
      }
      lengthBytes += pieceBytes;
      pieceBytes = 0;
      open = pieces.open();
      note(pieces.eventNs());
    }
    return true;
  }

  /** The length of the piece at {@code from}; 0 if that takes more bytes to tell. */
  private int measure(byte[] b, int from, int to, Ending ending) {
    if (from >= to) {
      return 0;
    }
    int end = pieces.end(b, from, to, ending == Ending.END);
    if (end == Pieces.MORE && ending == Ending.QUIET) {
      end = pieces.end(b, from, to, true);
      if (pieces.open()) {
        return 0;
      }
    }
    return end == Pieces.MORE ? 0 : end - from;
  }

  /** What is cut off makes a chunk of its own, so that it can be read again when it is whole. */
  private boolean fits() {
    return lengthBytes == 0 || (lengthBytes + pieceBytes <= chunkBytes && !pieces.open());
  }

  private void note(long eventNs) {
    if (eventNs != Pieces.NO_TIME) {
      oldestNs = Math.min(oldestNs, eventNs);
      newestNs = Math.max(newestNs, eventNs);
    }
  }

  /** Of the chunk so far; 0 if it has nothing yet. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /**
   * The chunk, complete or not; the next one begins behind it.
   *
   * @param b holds the chunk at {@code from}; copied
   * @param offsetBytes where in the source the chunk begins
   */
  public Chunk take(byte[] b, int from, long offsetBytes) {
    boolean timed = newestNs != Pieces.NO_TIME;
    var chunk =
        new Chunk(
            offsetBytes,
            Arrays.copyOfRange(b, from, from + lengthBytes),
            timed ? OptionalLong.of(oldestNs) : OptionalLong.empty(),
            timed ? OptionalLong.of(newestNs) : OptionalLong.empty(),
            open);
    lengthBytes = 0;
    oldestNs = Long.MAX_VALUE;
    newestNs = Pieces.NO_TIME;
    return chunk;
  }

  /** What the times of the chunks so far count from; {@link Clock#NONE} if they have none. */
  public Clock clock() {
    return pieces.clock();
  }
}
