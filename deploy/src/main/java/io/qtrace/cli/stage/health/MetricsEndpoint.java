package io.qtrace.cli.stage.health;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qtrace.cli.console.Failure;
import io.qtrace.secret.Secrets;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.web.Page;
import io.qtrace.web.WebServer;
import java.io.IOException;
import java.util.Map;

/**
 * Prometheus metrics over HTTP, and how the stage is: {@code /health/live} answers 503 once it
 * cannot go on, {@code /health/ready} while it does not decode.
 */
public final class MetricsEndpoint implements AutoCloseable {

  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final WebServer server;

  private MetricsEndpoint(WebServer server) {
    this.server = server;
  }

  public static MetricsEndpoint start(
      MetricsAddress address, PrometheusMeterRegistry meters, DecodeApplication application) {
    var text =
        new LatestText(
            () -> {
              application.refreshMetrics();
              return meters.scrape();
            });
    try {
      return new MetricsEndpoint(
          WebServer.start(
              address.host(),
              address.port(),
              Map.ofEntries(
                  WebServer.page("/metrics", () -> new Page(200, METRICS, text.get())),
                  WebServer.page("/health/live", () -> page(Health.live(application))),
                  WebServer.page("/health/ready", () -> page(Health.ready(application))))));
    } catch (IOException e) {
      throw Failure.badInput(
          "%s:%d, wanted for metrics, cannot be opened (%s); choose another by --metrics-port and --metrics-host"
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

  private static Page page(Health health) {
    return Page.text(health.status(), Secrets.masked(health.text()));
  }

  @Override
  public void close() {
    server.close();
  }
}
