package io.qtrace.cli.stage.health;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qtrace.cli.console.Failure;
import io.qtrace.secret.Secrets;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.web.Page;
import io.qtrace.web.WebServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;

/**
 * Prometheus metrics over HTTP, and how the stage is: {@code /health/live} answers 503 once it
 * cannot go on, {@code /health/ready} while it does not decode.
 */
public final class MetricsEndpoint implements AutoCloseable {

  static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final WebServer server;

  private MetricsEndpoint(WebServer server) {
    this.server = server;
  }

  public static MetricsEndpoint start(
      MetricsAddress address, PrometheusMeterRegistry meters, DecodeApplication application) {
    var handlers = new LinkedHashMap<PathSpec, Handler>();
    pages(meters, application)
        .forEach(
            (path, page) -> {
              var handler = WebServer.page(path, page);
              handlers.put(handler.getKey(), handler.getValue());
            });
    try {
      return new MetricsEndpoint(WebServer.start(address.host(), address.port(), handlers));
    } catch (IOException e) {
      throw Failure.badInput(
          "%s:%d, wanted for metrics, cannot be opened (%s); choose another by --metrics-port and --metrics-host"
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

  /** What it serves, by paths. */
  public static Map<String, Supplier<Page>> pages(
      PrometheusMeterRegistry meters, DecodeApplication application) {
    var text =
        new LatestText(
            () -> {
              application.refreshMetrics();
              return meters.scrape();
            });
    return Map.of(
        "/metrics", () -> new Page(200, METRICS, text.get()),
        "/health/live", () -> page(Health.live(application)),
        "/health/ready", () -> page(Health.ready(application)));
  }

  private static Page page(Health health) {
    return Page.text(health.status(), Secrets.masked(health.text()));
  }

  @Override
  public void close() {
    server.close();
  }
}
