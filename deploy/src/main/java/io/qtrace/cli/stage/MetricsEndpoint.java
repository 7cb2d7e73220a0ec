package io.qtrace.cli.stage;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qtrace.cli.console.Failure;
import io.qtrace.secret.Secrets;
import io.qtrace.topology.DecodeApplication;
<<<<<<< HEAD
import io.qtrace.web.Page;
import io.qtrace.web.WebServer;
=======
>>>>>>> liveness
import java.io.IOException;
import java.util.Map;

/**
 * Prometheus metrics over HTTP, and how the stage is: {@code /health/live} answers 503 once it can
 * not go on, {@code /health/ready} while it does not decode.
 */
final class MetricsEndpoint implements AutoCloseable {

  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final WebServer server;

  private MetricsEndpoint(WebServer server) {
    this.server = server;
  }

  static MetricsEndpoint start(
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
          "%s:%d, wanted for metrics, can not be opened (%s); choose another by --metrics-port and --metrics-host"
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

<<<<<<< HEAD
  private static Page page(Health health) {
    return Page.text(health.status(), Secrets.masked(health.text()));
=======
  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-metrics");
    thread.setDaemon(true);
    return thread;
  }

  private void start() {
    server.setExecutor(threads);
    server.createContext("/metrics", this::metrics);
    server.createContext("/health/live", this::live);
    server.createContext("/health/ready", this::ready);
    server.start();
  }

  private void metrics(HttpExchange exchange) throws IOException {
    application.refreshMetrics();
    answer(exchange, 200, meters.scrape());
  }

  private void live(HttpExchange exchange) throws IOException {
    answer(exchange, Health.live(application));
  }

  private void ready(HttpExchange exchange) throws IOException {
    answer(exchange, Health.ready(application));
  }

  private static void answer(HttpExchange exchange, Health health) throws IOException {
    answer(exchange, health.status(), health.text());
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var text = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, text.length);
      exchange.getResponseBody().write(text);
    }
>>>>>>> liveness
  }

  @Override
  public void close() {
    server.close();
  }
}
