package io.qtrace.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands before a service of a test, and can be down. */
final class TcpProxy implements AutoCloseable {

  private final URI target;
  private final int port;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private @Nullable ServerSocket listening;

  /** Is down at first. */
  TcpProxy(String targetUrl) throws IOException {
    target = URI.create(targetUrl);
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
  }

  /** The target's URL by way of this proxy. */
  String url() {
    return "http://127.0.0.1:" + port + target.getPath();
  }

  void up() throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listening = server;
    daemon(
        () -> {
          while (true) {
            var client = server.accept();
            var service = new Socket(target.getHost(), target.getPort());
            open.addAll(List.of(client, service));
            pump(client, service);
            pump(service, client);
          }
        });
  }

  void down() throws IOException {
    if (listening != null) {
      listening.close();
    }
    for (var socket : open) {
      socket.close();
    }
    open.clear();
  }

  private static void pump(Socket from, Socket to) {
    daemon(
        () -> {
          try (from;
              to) {
            from.getInputStream().transferTo(to.getOutputStream());
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // A socket was closed: that is how these threads end.
              }
            },
            "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      down();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
