package io.qtrace.cli.decode.sink;

import io.qtrace.render.GrowableBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Gathers output and writes it in large blocks. Not thread-safe. */
final class BlockOutput implements AutoCloseable {

  private static final int BLOCK_BYTES = 1 << 18;

  private final OutputStream out;
  private final GrowableBytes block = new GrowableBytes(BLOCK_BYTES + (1 << 16));

  /** Does not close {@code out}: it may be the process's. */
  BlockOutput(OutputStream out) {
    this.out = out;
  }

  /** To append a line to; call {@link #lineEnd} behind it. */
  GrowableBytes bytes() {
    return block;
  }

  void lineEnd() {
    if (block.size() >= BLOCK_BYTES) {
      write();
    }
  }

  @Override
  public void close() {
    write();
  }

  private void write() {
    try {
      out.write(block.array(), 0, block.size());
      block.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }
}
