package io.qtrace.cli.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qtrace.cli.console.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** Prometheus metrics over HTTP, and whether the stage decodes. */
final class MetricsEndpoint implements AutoCloseable {

  private final HttpServer server;

  private MetricsEndpoint(HttpServer server) {
    this.server = server;
  }

  static PrometheusMeterRegistry newRegistry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  static MetricsEndpoint start(
      MetricsAddress address, PrometheusMeterRegistry meters, BooleanSupplier decodes) {
    try {
      var server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
      server.createContext("/metrics", exchange -> answer(exchange, 200, meters.scrape()));
      server.createContext("/health/ready", exchange -> ready(exchange, decodes.getAsBoolean()));
      server.start();
      return new MetricsEndpoint(server);
    } catch (IOException e) {
      throw Failure.badInput(
          "%s:%d, wanted for metrics, can not be opened (%s); choose another by --metrics-port and --metrics-host"
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

  private static void ready(HttpExchange exchange, boolean decodes) throws IOException {
    answer(exchange, decodes ? 200 : 503, decodes ? "ready\n" : "not ready\n");
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
  }
}
