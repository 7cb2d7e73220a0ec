package io.qtrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredConnectorsTest {

  @TempDir private Path directory;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @Test
  void areGivenToTheWorkerUntilItTakesThem() throws Exception {
    Files.writeString(directory.resolve("logs.json"), "{\"b\":\"2\"}");
    Files.writeString(directory.resolve("traces.json"), "{\"a\":\"1\"}");
    Files.writeString(directory.resolve("README"), "not a connector");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    try {
      var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      var files = DeclaredConnectors.in(directory);
      new DeclaredConnectors(files, url, Duration.ofMillis(1)).submit();
    } finally {
      server.stop(0);
    }

    assertThat(requests)
        .containsExactly(
            "PUT /connectors/logs/config {\"b\":\"2\"}",
            "PUT /connectors/traces/config {\"a\":\"1\"}",
            "PUT /connectors/logs/config {\"b\":\"2\"}");
  }

  /** A rebalance at first. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
      exchange.sendResponseHeaders(requests.size() == 1 ? 409 : 201, -1);
    }
  }
}
