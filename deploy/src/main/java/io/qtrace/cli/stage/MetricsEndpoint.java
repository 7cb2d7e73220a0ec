package io.qtrace.cli.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qtrace.cli.console.Failure;
import io.qtrace.topology.DecodeApplication;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Prometheus metrics over HTTP, and how the stage is: {@code /health/live} answers 503 once it can
 * not go on, {@code /health/ready} while it does not decode.
 */
final class MetricsEndpoint implements AutoCloseable {

  /** One that is slow to read metrics must not keep a health check waiting. */
  private static final int THREADS = 3;

  private final HttpServer server;
  private final ExecutorService threads;
  private final PrometheusMeterRegistry meters;
  private final DecodeApplication application;

  private MetricsEndpoint(
      HttpServer server, PrometheusMeterRegistry meters, DecodeApplication application) {
    this.server = server;
    this.threads = Executors.newFixedThreadPool(THREADS, MetricsEndpoint::daemon);
    this.meters = meters;
    this.application = application;
  }

  static MetricsEndpoint start(
      MetricsAddress address, PrometheusMeterRegistry meters, DecodeApplication application) {
    try {
      var server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
      var endpoint = new MetricsEndpoint(server, meters, application);
      endpoint.start();
      return endpoint;
    } catch (IOException e) {
      throw Failure.badInput(
          "%s:%d, wanted for metrics, can not be opened (%s); choose another by --metrics-port and --metrics-host"
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

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
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
