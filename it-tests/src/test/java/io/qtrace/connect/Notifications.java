package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook: what Alertmanager tells people. */
final class Notifications implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Notifications() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      JSON.readTree(body).get("alerts").forEach(alerts::add);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** A configuration of Alertmanager that notifies at once, of each alert by itself. */
  String alertmanagerConfig() {
    return """
    route:
      receiver: here
      group_by: ['...']
      group_wait: 0s
      group_interval: 1s
      repeat_interval: 1h
    receivers:
      - name: here
        webhook_configs:
          - url: http://127.0.0.1:%d/
            send_resolved: true
    """
        .formatted(server.getAddress().getPort());
  }

  List<JsonNode> all() {
    return alerts;
  }

  /** {@code state vm}, in the order of arrival. */
  List<String> states() {
    return alerts.stream()
        .map(alert -> alert.get("status").asText() + " " + alert.at("/labels/vm").asText())
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
