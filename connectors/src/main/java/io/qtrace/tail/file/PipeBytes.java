package io.qtrace.tail.file;

import io.qtrace.allowed.Allowed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe. A thread of its own waits for the bytes, since nobody can look whether there are
 * any; while the buffer is full, it does not read, and QEMU waits.
 *
 * <p>The pipe is opened for writing too, so that it has no end when QEMU goes and comes again.
 */
public final class PipeBytes implements TailedBytes {

  private final FileChannel channel;
  private final Thread reader;

  // Guarded by this: buffer[0, length) are the bytes from start on.
  private final byte[] buffer;
  private int length;
  private long start;
  private @Nullable IOException failure;

  /**
   * @param bufferBytes as many as one reading takes
   */
  public PipeBytes(Path path, int bufferBytes) throws IOException {
    channel = Allowed.paths().open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    buffer = new byte[bufferBytes];
    reader = new Thread(this::pump, "qtrace-pipe-" + path.getFileName());
    reader.setDaemon(true);
    reader.start();
  }

  private void pump() {
    var bytes = ByteBuffer.allocate(1 << 16);
    try {
      while (channel.read(bytes.clear()) >= 0) {
        append(bytes.flip());
      }
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void append(ByteBuffer bytes) throws InterruptedException {
    while (bytes.hasRemaining()) {
      int n = Math.min(bytes.remaining(), buffer.length - length);
      bytes.get(buffer, length, n);
      length += n;
      if (bytes.hasRemaining()) {
        wait();
      }
    }
  }

  private synchronized void fail(IOException e) {
    failure = e;
  }

  @Override
  public boolean canReopen() {
    return false;
  }

  @Override
  public synchronized long size() throws IOException {
    if (failure != null && length == 0) {
      throw failure;
    }
    return start + length;
  }

  /** Forgets the bytes before {@code position}. */
  @Override
  public synchronized int read(long position, byte[] into) {
    int done = (int) Math.max(0, Math.min(length, position - start));
    System.arraycopy(buffer, done, buffer, 0, length - done);
    length -= done;
    start += done;
    notifyAll();
    int n = Math.min(length, into.length);
    System.arraycopy(buffer, 0, into, 0, n);
    return n;
  }

  @Override
  public void close() throws IOException {
    reader.interrupt();
    channel.close();
  }
}
