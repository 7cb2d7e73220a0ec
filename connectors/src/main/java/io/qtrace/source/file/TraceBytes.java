package io.qtrace.source.file;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.source.kind.ForeignFile;
import io.qtrace.text.Counts;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A trace file's bytes, decompressed if need be. The compression (zstd, gzip or none) is told by
 * the first bytes, not by the name. For one thread; {@link #fileBytesRead} may be called by any.
 *
 * <p>Compressed data that is damaged or ends too early gives what can be had of it and then ends;
 * who has read to the end asks {@link #verify} whether that was all.
 */
public final class TraceBytes implements AutoCloseable {

  private static final int READ_BYTES = 1 << 18;

  private static final String LONG_WINDOW =
      "its zstd data has a window of more than 128 MiB, as 'zstd --long=28' and longer ones write it; unpack it with 'zstd -dc --long=31' first";

  private final Counting file;
  private final BufferedInputStream bytes;
  private final Decompressed decompressed;
  private final boolean compressed;
  private final long fileSize;

  private TraceBytes(
      Counting file, Compression compression, BufferedInputStream in, long fileSize) {
    this.file = file;
    this.compressed = compression != Compression.NONE;
    this.decompressed = new Decompressed(compression, in, file);
    this.bytes = compressed ? new BufferedInputStream(decompressed, READ_BYTES) : in;
    this.fileSize = fileSize;
  }

  /**
   * Opens a file, which may still be growing; its present size is what is shown as the total. A
   * pipe is one too; it is opened once and has size 0.
   *
   * @throws IOException if it cannot be read, or is a {@link ForeignFile}; the message says what to
   *     do
   */
  public static TraceBytes open(Path path) throws IOException {
    return openAny(path).orRefused();
  }

  /** The same of whatever file, also a {@link ForeignFile}. */
  public static TraceBytes openAny(Path path) throws IOException {
    return of(Files.newInputStream(path), Files.size(path));
  }

  /**
   * Reads a stream, such as standard input, which is closed with it.
   *
   * @param size shown as the total; 0 if it is not known
   * @throws IOException if it cannot be read, or is a {@link ForeignFile}
   */
  public static TraceBytes ofStream(InputStream in, long size) throws IOException {
    return of(in, size).orRefused();
  }

  /** The same, also of a {@link ForeignFile}. */
  public static TraceBytes ofAnyStream(InputStream in) throws IOException {
    return of(in, 0);
  }

  private static TraceBytes of(InputStream in, long size) throws IOException {
    var file = new Counting(in);
    try {
      var buffered = new BufferedInputStream(file, READ_BYTES);
      byte[] head = peek(buffered, ForeignFile.HEAD_BYTES);
      return new TraceBytes(file, Compression.of(head), buffered, size);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * This, unless it is a {@link ForeignFile}; it is closed then.
   *
   * @throws IOException saying what it is, and what to do
   */
  public TraceBytes orRefused() throws IOException {
    try {
      var foreign = ForeignFile.ofNoText(head(ForeignFile.HEAD_BYTES));
      if (foreign.isPresent()) {
        throw new IOException(foreign.get().inside(compression().unpack()).refusal());
      }
      return this;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static byte[] peek(BufferedInputStream in, int length) throws IOException {
    in.mark(length);
    byte[] head = in.readNBytes(length);
    in.reset();
    return head;
  }

  /** The first bytes, uncompressed, without taking them; fewer if there are not so many. */
  public byte[] head(int length) throws IOException {
    return peek(bytes, length);
  }

  /** Uncompressed. */
  public InputStream bytes() {
    return bytes;
  }

  public boolean compressed() {
    return compressed;
  }

  public Compression compression() {
    return decompressed.compression;
  }

  /**
   * To be called at the end of {@link #bytes}.
   *
   * @throws IOException if more was compressed than could be had; the message says how much was
   */
  public void verify() throws IOException {
    decompressed.verify();
  }

  /** As it lies on the disk, when it was opened. */
  public long fileSize() {
    return fileSize;
  }

  /** How much of {@link #fileSize} was read so far. */
  public long fileBytesRead() {
    return file.count;
  }

  @Override
  public void close() throws IOException {
    decompressed.close();
    file.close();
  }

  private static final class Decompressed extends InputStream {

    private final Compression compression;
    private final InputStream compressed;
    private final Counting file;
    private @Nullable InputStream in; // opening reads a header already
    private @Nullable IOException damage;
    private long count;

    Decompressed(Compression compression, InputStream compressed, Counting file) {
      this.compression = compression;
      this.compressed = compressed;
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (damage != null) {
        return -1;
      }
      try {
        if (in == null) {
          in = opened();
        }
        int n = in.read(b, off, len);
        count += Math.max(0, n);
        return n;
      } catch (IOException e) {
        if (file.failed) {
          throw e;
        }
        damage = e;
        return -1;
      }
    }

    private InputStream opened() throws IOException {
      return switch (compression) {
        case ZSTD -> new ZstdInputStream(compressed).setContinuous(false);
        case GZIP -> new GzipMembers(compressed, READ_BYTES);
        case NONE -> compressed;
      };
    }

    void verify() throws IOException {
      if (damage instanceof ZstdIOException zstd
          && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
        throw new IOException(LONG_WINDOW, damage);
      }
      if (damage != null) {
        throw new IOException(
            "its %s data ends too early or is damaged: %s could be unpacked, and no more%s; copy the file again"
                .formatted(compression.text(), Counts.of(count, "byte"), said(damage)),
            damage);
      }
    }

    /** Of an end that is missing, nothing may be said. */
    private static String said(IOException damage) {
      return damage.getMessage() == null ? "" : " (%s)".formatted(damage.getMessage());
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
    }
  }

  private static final class Counting extends FilterInputStream {

    private volatile long count;

    /** The file itself could not be read, which is nothing the compression can tell. */
    private boolean failed;

    Counting(InputStream in) {
      super(in);
    }

    /** Not asked for: it is a seek to the channel, and a pipe has no place. */
    @Override
    public int available() {
      return 0;
    }

    /** By reading, for the same reason. */
    @Override
    public long skip(long n) throws IOException {
      return readNBytes((int) Math.min(n, READ_BYTES)).length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    // One writer: a plain read-modify-write of the volatile is enough.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      try {
        int n = super.read(b, off, len);
        count += Math.max(0, n);
        return n;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }
}
