package io.qtrace.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.Sample;
import io.qtrace.fleet.read.FleetTopics;
import io.qtrace.fleet.read.History;
import io.qtrace.fleet.read.KafkaAccess;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.web.Page;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/** A small fleet, served; its Kafka is away. */
final class Served implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  final Fleet fleet = new Fleet(1 << 20);
  private final HttpClient client = HttpClient.newHttpClient();
  private final WriterSchemas schemas;
  private final DashboardServer server;

  Served() throws IOException {
    var nobody = new RegistryAddress("http://127.0.0.1:1", Map.of());
    schemas = new WriterSchemas(nobody, Duration.ofSeconds(1));
    var access =
        new KafkaAccess(Map.of("bootstrap.servers", "127.0.0.1:1", "reconnect.backoff.ms", "1000"));
    var history = new History(access, new FleetTopics("w", "r", "a", "l", "x-"), schemas);
    server =
        DashboardServer.start(
            new DashboardServer.Address("127.0.0.1", 0, "qtrace.example.org"),
            new DashboardServer.Content(
                fleet, history, Map.of("/metrics", () -> Page.text(200, "# none\n"))));
    for (int window = 0; window < 3; window++) {
      fleet.add(Sample.block("vm-1", "pc.ram", window, 100));
      fleet.add(Sample.block("vm-2", "pc.bios", window, 300));
      fleet.add(Sample.rollup("vm-1", window, 100));
      fleet.add(Sample.rollup("", window, 400));
    }
    fleet.add("a", Sample.alert("vm-1", "firing"));
    fleet.add("s", Sample.source("vm-1"));
    fleet.exists("accesses", "x-accesses");
    fleet.add("accesses", Sample.aggregated("vm-1", 0));
    fleet.add("accesses", Sample.aggregated("vm-2", 1));
    fleet.readBack(OptionalDouble.empty());
  }

  int port() {
    return server.port();
  }

  HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    return ask(path, "GET");
  }

  HttpResponse<String> ask(String path, String method) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port() + path);
    var nothing = HttpRequest.BodyPublishers.noBody();
    var request = HttpRequest.newBuilder(uri).method(method, nothing).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(ask(path).body());
  }

  static JsonNode read(String json) throws IOException {
    return JSON.readTree(json);
  }

  /** Bytes as they are; what is answered until the server closes, or two seconds pass. */
  String raw(String request) throws IOException {
    try (var peer = connect(request)) {
      peer.setSoTimeout(2000);
      return new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  Socket connect(String request) throws IOException {
    var peer = new Socket(InetAddress.getLoopbackAddress(), port());
    peer.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return peer;
  }

  /** What somebody hears who listens to these views. */
  InputStream listen(String views) throws IOException {
    return URI.create("http://127.0.0.1:%d/api/v1/stream?view=%s".formatted(port(), views))
        .toURL()
        .openStream();
  }

  @Override
  public void close() {
    server.close();
    schemas.close();
  }
}
