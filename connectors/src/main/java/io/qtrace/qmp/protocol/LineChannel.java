package io.qtrace.qmp.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines over a unix socket. A line that ends inside the braces of a JSON object goes on up to their
 * end: QEMU prints pretty with {@code -qmp-pretty}. No call lasts longer than its deadline, and no
 * line may be longer than {@link #MAX_LINE_BYTES}. An interrupt ends any call. For one thread.
 */
final class LineChannel implements AutoCloseable {

  /** QEMU's longest answer is {@code info mtree -f}: some 100 KiB with hundreds of devices. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /** What was read: lines not taken yet, and the beginning of one. */
  private ByteBuffer read = ByteBuffer.allocate(16 << 10);

  /** So far there is no end of a line in {@link #read}. */
  private int searched;

  /** Where {@link #searched} is: how many braces are open, and whether in a string in them. */
  private int openBraces;

  private boolean isInString;

  private LineChannel(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, 0);
  }

  /**
   * Connects, but waits for nothing: a unix socket takes a connection at once or not at all.
   *
   * @throws IOException if nobody listens, or too many wait for whom they want to talk to
   */
  static LineChannel connect(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        throw new SocketException("others wait there already");
      }
      return new LineChannel(channel, Selector.open());
    } catch (SocketException e) {
      channel.close();
      throw new QmpException(
          "no connection (%s): QEMU is gone, or the worker's user may not write to the socket"
              .formatted(e.getMessage()));
    }
  }

  void write(byte[] line, Deadline deadline) throws IOException {
    var left = ByteBuffer.wrap(line);
    while (left.hasRemaining()) {
      if (channel.write(left) == 0 && !isReady(SelectionKey.OP_WRITE, deadline)) {
        throw new QmpException("takes no command for %d ms".formatted(deadline.limit().toMillis()));
      }
    }
  }

  /**
   * The next line, without its end; null if none came in time.
   *
   * @throws EOFException if the other side has closed
   */
  byte @Nullable [] read(Deadline deadline) throws IOException {
    for (var line = takeLine(); ; line = takeLine()) {
      if (line != null) {
        return line;
      }
      makeRoom();
      int count = channel.read(read);
      if (count < 0) {
        throw new EOFException("QEMU has closed the connection");
      }
      if (count == 0 && !isReady(SelectionKey.OP_READ, deadline)) {
        return null;
      }
      if (count > 0 && deadline.leftMs() == 0 && !hasLine()) {
        return null; // a peer that never ends its line
      }
    }
  }

  private boolean hasLine() {
    byte[] b = read.array();
    int end = read.position();
    int at = searched;
    for (; at < end; at++) {
      byte next = b[at];
      if (next == '\n' && openBraces == 0) {
        break;
      }
      if (next == '\\' && isInString) {
        if (at + 1 == end) {
          break; // what it escapes is not there yet
        }
        at++;
      } else if (next == '"' || next == '{' || next == '}') {
        look(next);
      }
    }
    searched = at;
    return at < end && b[at] == '\n';
  }

  /** Braces in strings are none, and neither are quotes outside of objects. */
  private void look(byte next) {
    if (next == '"') {
      isInString = openBraces > 0 && !isInString;
    } else if (next == '{' && !isInString) {
      openBraces++;
    } else if (next == '}' && !isInString && openBraces > 0) {
      openBraces--;
    }
  }

  private byte @Nullable [] takeLine() {
    if (!hasLine()) {
      return null;
    }
    var line = Arrays.copyOf(read.array(), searched);
    read.flip().position(searched + 1);
    read.compact();
    searched = 0;
    return line;
  }

  private void makeRoom() throws QmpException {
    if (read.hasRemaining()) {
      return;
    }
    if (read.capacity() >= MAX_LINE_BYTES) {
      throw new QmpException(
          "sends a line of more than %d MiB, which QEMU never does; is it a QMP socket?"
              .formatted(MAX_LINE_BYTES >> 20));
    }
    read = ByteBuffer.allocate(2 * read.capacity()).put(read.flip());
  }

  /** Waits until the channel is; false if the deadline came first. */
  private boolean isReady(int operation, Deadline deadline) throws IOException {
    long leftMs = deadline.leftMs();
    if (leftMs == 0) {
      return false;
    }
    key.interestOps(operation);
    selector.selectedKeys().clear();
    selector.select(leftMs);
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    return !selector.selectedKeys().isEmpty();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
