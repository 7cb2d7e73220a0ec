package io.qtrace.web.api;

import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.read.History;
import io.qtrace.web.Files;
import io.qtrace.web.Guard;
import io.qtrace.web.Page;
import io.qtrace.web.PageHandler;
import io.qtrace.web.WebServer;
import io.qtrace.web.stream.StreamHub;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;

/** The API and the page, until it is closed. */
public final class DashboardServer implements AutoCloseable {

  private final StreamHub hub;
  private final WebServer server;

  private DashboardServer(StreamHub hub, WebServer server) {
    this.hub = hub;
    this.server = server;
  }

  /**
   * Where it is served.
   *
   * @param host a name or an address of this machine
   * @param port 0: any free one
   * @param name by which it is reached, beside addresses and localhost; may be empty
   */
  public record Address(String host, int port, String name) {}

  /**
   * What is served.
   *
   * @param pages further ones, by their paths: metrics and health
   */
  public record Content(Fleet fleet, History history, Map<String, Supplier<Page>> pages) {}

  /**
   * Returns when it serves.
   *
   * @throws IOException if the port cannot be opened
   */
  public static DashboardServer start(Address address, Content content) throws IOException {
    var hub = StreamHub.start(content.fleet);
    try {
      var guard = new Guard(compressed(paths(content, hub)), address.name);
      return new DashboardServer(hub, WebServer.start(address.host, address.port, guard));
    } catch (IOException e) {
      hub.close();
      throw e;
    }
  }

  private static Handler compressed(Handler handler) {
    var gzip = new GzipHandler(handler);
    gzip.setExcludedPaths(Routes.STREAM);
    return gzip;
  }

  private static PathMappingsHandler paths(Content content, StreamHub hub) {
    var paths = new PathMappingsHandler();
    content.pages.forEach((path, page) -> paths.addMapping(exact(path), new PageHandler(page)));
    for (var route : new Routes(content.fleet, content.history).all()) {
      paths.addMapping(spec(route), new AnswerHandler(route));
    }
    paths.addMapping(exact(Routes.STREAM), new StreamHandler(hub));
    paths.addMapping(exact("/api/*"), new AnswerHandler(Routes.NOTHING));
    paths.addMapping(exact("/*"), new Files());
    return paths;
  }

  private static ServletPathSpec spec(Route route) {
    return exact(route.path().replaceFirst("\\{.*", "*"));
  }

  private static ServletPathSpec exact(String path) {
    return new ServletPathSpec(path);
  }

  /** The one that was opened. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    hub.close();
    server.close();
  }
}
