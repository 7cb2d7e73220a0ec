package io.qtrace.web;

import io.qtrace.web.OpenConnections.Patience;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves what is mapped, read-only. It holds few threads and a bounded number of connections, and
 * no peer keeps another one waiting: a header that does not come, or an answer that is not read,
 * costs a socket until its time is over or somebody else needs it.
 */
public final class WebServer implements AutoCloseable {

  private static final int MAX_THREADS = 8;
  private static final int HEADER_BYTES = 8 << 10;
  private static final int BACKLOG = 512;
  private static final long IDLE_MS = 75_000;

  private static final String CONNECTIONS = OpenConnections.class.getName();

  private final Server server;
  private final ServerConnector connector;

  private WebServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Returns when it serves.
   *
   * @param host a name or an address of this machine
   * @param port 0: any free one
   * @param handlers by their paths
   * @throws IOException if the port cannot be opened
   */
  public static WebServer start(String host, int port, Map<PathSpec, Handler> handlers)
      throws IOException {
    return start(host, port, handlers, Patience.USUAL);
  }

  static WebServer start(String host, int port, Map<PathSpec, Handler> handlers, Patience patience)
      throws IOException {
    var paths = new PathMappingsHandler();
    handlers.forEach(paths::addMapping);
    return start(host, port, paths, patience);
  }

  /** The same with one handler, which finds the path. */
  public static WebServer start(String host, int port, Handler handler) throws IOException {
    return start(host, port, handler, Patience.USUAL);
  }

  private static WebServer start(String host, int port, Handler handler, Patience patience)
      throws IOException {
    var threads = new QueuedThreadPool(MAX_THREADS, 1);
    threads.setName("qtrace-http");
    threads.setDaemon(true);
    var server = new Server(threads);
    var connections = new OpenConnections(patience);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(IDLE_MS);
    connector.addBean(connections);
    server.addConnector(connector);
    server.setErrorHandler(new PlainErrors());
    server.setHandler(telling(connections, handler));
    start(server);
    repeat(connector, connections);
    return new WebServer(server, connector);
  }

  private static Handler telling(OpenConnections connections, Handler pages) {
    return new Handler.Wrapper(pages) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        var connection = request.getConnectionMetaData().getConnection();
        request.setAttribute(CONNECTIONS, connections);
        Request.addCompletionListener(request, failure -> connections.answered(connection));
        return super.handle(request, response, callback);
      }
    };
  }

  private static HttpConfiguration http() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    return http;
  }

  private static void start(Server server) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      try {
        server.stop();
      } catch (Exception stopping) {
        e.addSuppressed(stopping);
      }
      throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
  }

  private static void repeat(ServerConnector connector, OpenConnections connections) {
    var unused =
        connector
            .getScheduler()
            .schedule(
                () -> {
                  connections.closeLate();
                  if (connector.isRunning()) {
                    repeat(connector, connections);
                  }
                },
                500,
                TimeUnit.MILLISECONDS);
  }

  /**
   * The answer to this request will take as long as its peer listens: its connection is neither
   * closed for that nor counted; who answers bounds how many there are.
   */
  public static void listens(Request request) {
    if (request.getAttribute(CONNECTIONS) instanceof OpenConnections connections) {
      connections.onClosed(request.getConnectionMetaData().getConnection());
    }
  }

  /** Exactly this path, which has a page. */
  public static Map.Entry<PathSpec, Handler> page(String path, Supplier<Page> page) {
    return Map.entry(new ServletPathSpec(path), new PageHandler(page));
  }

  /** The one that was opened. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }
}
