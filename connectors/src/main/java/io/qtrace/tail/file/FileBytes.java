package io.qtrace.tail.file;

import io.qtrace.allowed.Allowed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file. It stays the same file when it is renamed or removed. */
public final class FileBytes implements TailedBytes {

  private final FileChannel channel;

  public FileBytes(Path path) throws IOException {
    channel = Allowed.paths().open(path, StandardOpenOption.READ);
  }

  @Override
  public boolean canReopen() {
    return true;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long position, byte[] into) throws IOException {
    var buffer = ByteBuffer.wrap(into);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        break;
      }
    }
    return buffer.position();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
