package io.qtrace.web.api;

import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.read.History;
import io.qtrace.web.Files;
import io.qtrace.web.Guard;
import io.qtrace.web.Page;
import io.qtrace.web.WebServer;
import io.qtrace.web.json.FleetJson;
import io.qtrace.web.json.VmJson;
import io.qtrace.web.stream.StreamHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;

/** The API and the page, until it is closed. */
public final class DashboardServer implements AutoCloseable {

  private static final String API = "/api/v1/";
  private static final Set<String> NONE = Set.of();

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
    gzip.setExcludedPaths(API + "stream");
    return gzip;
  }

  private static PathMappingsHandler paths(Content content, StreamHub hub) {
    var paths = new PathMappingsHandler();
    content.pages.forEach((path, page) -> add(paths, WebServer.page(path, page)));
    var fleet = content.fleet;
    var lists = new Lists(fleet);
    var past = new Past(fleet, content.history);
    answer(paths, "fleet", NONE, query -> FleetJson.fleet(fleet.state()));
    answer(paths, "vms", Lists.OF_VMS, lists::vms);
    answer(paths, "vms/*", NONE, query -> vm(fleet, query));
    answer(paths, "windows", Past.OF_WINDOWS, past::windows);
    answer(paths, "aggregations", NONE, query -> FleetJson.aggregations(fleet.aggregations()));
    answer(paths, "aggregations/*", Past.OF_RESULTS, past::results);
    answer(paths, "alerts", Lists.OF_ALERTS, lists::alerts);
    answer(paths, "ledger", Lists.OF_SOURCES, lists::sources);
    var description = description();
    answer(paths, "openapi.json", NONE, query -> description.slice());
    paths.addMapping(new ServletPathSpec(API + "stream"), new StreamHandler(hub));
    paths.addMapping(
        new ServletPathSpec("/api/*"), new AnswerHandler("/", NONE, query -> nothing()));
    paths.addMapping(new ServletPathSpec("/*"), new Files());
    return paths;
  }

  private static void add(
      PathMappingsHandler paths, Map.Entry<org.eclipse.jetty.http.pathmap.PathSpec, Handler> page) {
    paths.addMapping(page.getKey(), page.getValue());
  }

  private static void answer(
      PathMappingsHandler paths, String path, Set<String> parameters, AnswerHandler.Answer answer) {
    var prefix = API + path.replace("*", "");
    paths.addMapping(
        new ServletPathSpec(API + path), new AnswerHandler(prefix, parameters, answer));
  }

  private static ByteBuffer vm(Fleet fleet, Query query) {
    var known = fleet.vm(query.name());
    if (known.isEmpty()) {
      throw new Refusal(
          404, "No VM of this name has results in memory", "/api/v1/vms has those that do.");
    }
    return VmJson.vm(known.get(), fleet.aggregationsOf(query.name()));
  }

  private static ByteBuffer nothing() {
    throw new Refusal(404, "There is nothing here", "/api/v1/openapi.json says what there is.");
  }

  private static ByteBuffer description() {
    try (var in = DashboardServer.class.getResourceAsStream("/io/qtrace/web/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("the build has left openapi.json out");
      }
      return ByteBuffer.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
