package io.qtrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** As much of the Confluent API as writers use, in memory, and able to fail on demand. */
public final class FakeRegistry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, List<String>> subjects = new TreeMap<>();
  private final Map<String, String> compatibility = new TreeMap<>();
  private final List<String> ids = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private int failWith;

  public FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers every request with this HTTP status, until 0. */
  public synchronized void failWith(int status) {
    failWith = status;
  }

  public synchronized Map<String, Integer> versionsBySubject() {
    var versions = new LinkedHashMap<String, Integer>();
    subjects.forEach((subject, schemas) -> versions.put(subject, schemas.size()));
    return versions;
  }

  public synchronized Map<String, String> compatibilityBySubject() {
    return new TreeMap<>(compatibility);
  }

  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private synchronized void serve(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    var body = exchange.getRequestBody().readAllBytes();
    if (failWith != 0) {
      error(exchange, failWith, failWith, "told to fail");
      return;
    }
    var parts = path.split("/", -1);
    if (parts.length == 3 && parts[1].equals("config")) {
      var level = JSON.readTree(body).get("compatibility").asText();
      compatibility.put(parts[2], level);
      answer(exchange, 200, JSON.createObjectNode().put("compatibility", level));
    } else if (parts.length == 3 && parts[1].equals("subjects")) {
      lookUp(exchange, parts[2], schemaIn(body));
    } else if (parts.length == 4 && parts[3].equals("versions")) {
      register(exchange, parts[2], schemaIn(body));
    } else if (parts.length == 4 && parts[1].equals("schemas")) {
      var schema = ids.get(Integer.parseInt(parts[3]) - 1);
      answer(exchange, 200, JSON.createObjectNode().put("schema", schema));
    } else {
      answer(exchange, 404, JSON.createObjectNode().put("title", "no such resource"));
    }
  }

  private static String schemaIn(byte[] body) throws IOException {
    return JSON.readTree(body).get("schema").asText();
  }

  private void lookUp(HttpExchange exchange, String subject, String schema) throws IOException {
    var versions = subjects.get(subject);
    if (versions == null) {
      error(exchange, 404, 40401, "Subject not found");
    } else if (!versions.contains(schema)) {
      error(exchange, 404, 40403, "Schema not found");
    } else {
      answer(exchange, 200, described(subject, schema));
    }
  }

  private void register(HttpExchange exchange, String subject, String schema) throws IOException {
    var versions = subjects.computeIfAbsent(subject, absent -> new ArrayList<>());
    if (!versions.contains(schema)) {
      boolean checked = "FULL_TRANSITIVE".equals(compatibility.get(subject));
      if (checked && !versions.stream().allMatch(other -> areCompatible(other, schema))) {
        error(exchange, 409, 409, "Schema being registered is incompatible");
        return;
      }
      versions.add(schema);
      if (!ids.contains(schema)) {
        ids.add(schema);
      }
    }
    answer(exchange, 200, described(subject, schema));
  }

  private ObjectNode described(String subject, String schema) {
    return JSON.createObjectNode()
        .put("subject", subject)
        .put("id", ids.indexOf(schema) + 1)
        .put("version", 1)
        .put("schema", schema);
  }

  private static boolean areCompatible(String one, String other) {
    var a = new Schema.Parser().parse(one);
    var b = new Schema.Parser().parse(other);
    return reads(a, b) && reads(b, a);
  }

  private static boolean reads(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static void error(HttpExchange exchange, int status, int code, String message)
      throws IOException {
    answer(
        exchange, status, JSON.createObjectNode().put("error_code", code).put("message", message));
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
