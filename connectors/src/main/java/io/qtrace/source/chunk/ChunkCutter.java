package io.qtrace.source.chunk;

import io.qtrace.definition.Definitions;
import io.qtrace.source.chunk.Pieces.Kind;
import io.qtrace.source.file.TraceFormat;
import java.util.Arrays;

/**
 * Puts one chunk after the other together out of bytes that somebody else holds. Between {@link
 * #fill} and {@link #take} it only remembers how long the chunk is: the caller may read the bytes
 * again, into another place, as long as the chunk begins with the same byte.
 *
 * <p>A chunk holds at most the given number of bytes, unless a single piece is longer: a record,
 * the lines of one event, or damage with what shows where it ends. Read by itself, a chunk says
 * what its bytes say in their source. Belongs to one source, front to back; not thread-safe.
 */
public final class ChunkCutter {

  /** What is known about the bytes behind those that are there. */
  public enum Ending {
    /** More bytes may come, and may show what these are. */
    OPEN,
    /**
     * More bytes may come, but what looks whole is whole. What does not, and what more bytes could
     * make something else of, waits on.
     */
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

  /** Of the piece that the chunk has last. */
  private Kind kind = Kind.PLAIN;

  private final EventTimes times = new EventTimes();

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

  /** With so many bytes behind a chunk in hand there is always another piece of it, or its end. */
  public static int longestBytes(TraceFormat format) {
    return switch (format) {
      case SIMPLE -> SimplePieces.LONGEST_BYTES;
      case LOG -> LinePieces.LONGEST_BYTES;
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
   *     beginning of a piece, at most {@link #longestBytes}
   */
  public boolean fill(byte[] b, int from, int to, Ending ending) {
    while (lengthBytes < chunkBytes && kind == Kind.PLAIN) {
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
      kind = pieces.kind();
      times.add(pieces.times());
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
      end = pieces.endIfQuiet(b, from, to);
    }
    return end == Pieces.MORE ? 0 : end - from;
  }

  private boolean fits() {
    return lengthBytes == 0
        || (lengthBytes + pieceBytes <= chunkBytes && pieces.kind() == Kind.PLAIN);
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
    var chunk =
        new Chunk(
            offsetBytes,
            Arrays.copyOfRange(b, from, from + lengthBytes),
            times.clock(),
            times.oldestNs(),
            times.newestNs(),
            kind == Kind.OPEN);
    lengthBytes = 0;
    kind = Kind.PLAIN;
    times.clear();
    return chunk;
  }
}
