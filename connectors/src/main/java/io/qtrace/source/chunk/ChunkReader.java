package io.qtrace.source.chunk;

import io.qtrace.definition.Definitions;
import io.qtrace.source.chunk.ChunkCutter.Ending;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a source into chunks. Whatever the bytes are, the chunks laid end to end are the source.
 *
 * <p>A chunk holds at most the given number of bytes, unless a single piece is longer. Memory is
 * bounded by the longest piece. Not thread-safe.
 */
public final class ChunkReader {

  /** Big enough to make Kafka's cost per record (2–3 µs) small beside the decoding. */
  public static final int DEFAULT_CHUNK_BYTES = 1 << 16;

  private final InputStream in;
  private final ChunkCutter cutter;

  /** What is known at the end of {@link #in}. */
  private final Ending ending;

  // buffer[from, to) is read and not yet handed out; from is at offsetBytes of the source.
  private byte[] buffer;
  private int from;
  private int to;
  private long offsetBytes;
  private boolean ended;
  private long headerBytes;

  /**
   * Reads a source that does not grow any more.
   *
   * @param in the whole source, from its first byte; not closed by the reader
   * @param definitions to find the events' times in a log
   * @param chunkBytes at least 1
   */
  public ChunkReader(InputStream in, TraceFormat format, Definitions definitions, int chunkBytes) {
    this(in, ChunkCutter.of(format, definitions, chunkBytes), chunkBytes, Ending.END);
  }

  private ChunkReader(InputStream in, ChunkCutter cutter, int chunkBytes, Ending ending) {
    this.in = in;
    this.cutter = cutter;
    this.ending = ending;
    this.buffer = new byte[Math.max(2 * chunkBytes, 1 << 16)];
  }

  /**
   * Reads as much as there is of a source that may grow: what more bytes could make something else
   * of stays {@link #unreadBytes}.
   */
  public static ChunkReader ofGrowing(
      InputStream in, TraceFormat format, Definitions definitions, int chunkBytes) {
    return new ChunkReader(
        in, ChunkCutter.of(format, definitions, chunkBytes), chunkBytes, Ending.QUIET);
  }

  /**
   * Takes the first bytes for a header that was put in front of a source: it comes in chunks of its
   * own.
   */
  public ChunkReader behind(long header) {
    headerBytes = header;
    return this;
  }

  /** The next chunk; empty at the end of the source. */
  public Optional<Chunk> next() throws IOException {
    long ofHeader = headerBytes - offsetBytes;
    while (to - from < ofHeader && !ended) {
      read();
    }
    if (ofHeader > 0) {
      cutter.fill(buffer, from, (int) Math.min(to, from + ofHeader), Ending.END);
      return taken();
    }
    while (!cutter.fill(buffer, from, to, ended ? ending : Ending.OPEN) && !ended) {
      read();
    }
    return taken();
  }

  private Optional<Chunk> taken() {
    if (cutter.lengthBytes() == 0) {
      return Optional.empty();
    }
    var chunk = cutter.take(buffer, from, offsetBytes);
    from += chunk.bytes().length;
    offsetBytes = chunk.endBytes();
    return Optional.of(chunk);
  }

  /** Read from the source and in no chunk yet. */
  public int unreadBytes() {
    return to - from;
  }

  private void read() throws IOException {
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
}
