package io.qtrace.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A trace file's bytes, decompressed if need be. The compression (zstd, gzip or none) is told by
 * the first bytes, not by the name. For one thread; {@link #fileBytesRead} may be called by any.
 */
public final class TraceBytes implements AutoCloseable {

  private static final int ZSTD_MAGIC = 0xFD2FB528;
  private static final int GZIP_MAGIC = 0x8B1F;
  private static final int READ_BYTES = 1 << 18;

  private final Counting file;
  private final InputStream bytes;
  private final boolean compressed;
  private final long fileSize;

  private TraceBytes(Counting file, InputStream bytes, boolean compressed, long fileSize) {
    this.file = file;
    this.bytes = bytes;
    this.compressed = compressed;
    this.fileSize = fileSize;
  }

  /** Opens a file, which may still be growing; its present size is what is shown as the total. */
  public static TraceBytes open(Path path) throws IOException {
    var file = new Counting(Files.newInputStream(path));
    try {
      var buffered = new BufferedInputStream(file, READ_BYTES);
      int magic = magic(buffered);
      InputStream bytes =
          magic == ZSTD_MAGIC
              ? new ZstdInputStream(buffered).setContinuous(false)
              : (magic & 0xFFFF) == GZIP_MAGIC
                  ? new GZIPInputStream(buffered, READ_BYTES)
                  : buffered;
      return new TraceBytes(file, bytes, bytes != buffered, Files.size(path));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static int magic(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] head = in.readNBytes(4);
    in.reset();
    int magic = 0;
    for (int i = 0; i < head.length; i++) {
      magic |= (head[i] & 0xFF) << (8 * i);
    }
    return magic;
  }

  /** Uncompressed. */
  public InputStream bytes() {
    return bytes;
  }

  public boolean compressed() {
    return compressed;
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
    bytes.close();
  }

  private static final class Counting extends FilterInputStream {

    private volatile long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        add(1);
      }
      return b;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = super.read(b, off, len);
      if (n > 0) {
        add(n);
      }
      return n;
    }

    // One writer: a plain read-modify-write of the volatile is enough.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void add(int n) {
      count += n;
    }
  }
}
