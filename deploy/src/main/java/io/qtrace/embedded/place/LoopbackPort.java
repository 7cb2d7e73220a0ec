package io.qtrace.embedded.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine, on 127.0.0.1. */
public final class LoopbackPort {
  public static final String HOST = "127.0.0.1";

  private LoopbackPort() {}

  /** The port itself, or any free one for 0. */
  public static int claim(int port, String what, String flag) throws EmbeddedException {
    if (port == 0) {
      return anyFree();
    }
    if (!isFree(port)) {
      throw new EmbeddedException(
          "port %d, wanted for the %s, is taken; see by whom with: ss -ltnp 'sport = :%d'; then stop that, or choose another port by %s PORT"
              .formatted(port, what, port, flag));
    }
    return port;
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections in TIME_WAIT do not count, as for the servers
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public static int anyFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
