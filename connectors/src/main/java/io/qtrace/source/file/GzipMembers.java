package io.qtrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Reads gzip members one behind the other; anything else behind them but zeros is an error. */
final class GzipMembers extends GZIPInputStream {

  private static final int TRAILER_BYTES = 8;

  private final InputStream compressed;
  private boolean isOver;

  GzipMembers(InputStream compressed, int bufferBytes) throws IOException {
    super(compressed, bufferBytes);
    this.compressed = compressed;
  }

  @Override
  public int read(byte[] b, int off, int n) throws IOException {
    int read = super.read(b, off, n);
    if (read < 0 && !isOver) {
      isOver = true;
      requireZeros();
    }
    return read;
  }

  /** Tapes pad with zeros. The base class takes the end of a member for the end of all. */
  private void requireZeros() throws IOException {
    boolean areZeros = true;
    for (int at = len - inf.getRemaining() + TRAILER_BYTES; at < len; at++) {
      areZeros &= buf[at] == 0;
    }
    for (int left = compressed.read(); left >= 0 && areZeros; left = compressed.read()) {
      areZeros = left == 0;
    }
    if (!areZeros) {
      throw new IOException("behind its last member is something else");
    }
  }
}
