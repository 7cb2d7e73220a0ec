package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qtrace.cli.UpProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the machine get out of {@code qtrace up --watch}. */
@Tag("long")
final class LocalUserIT {

  /** 127.0.0.1 and ::ffff:127.0.0.1, in the byte order of the machine. */
  private static final String LOOPBACK =
      "(0100007F|7F000001|0000000000000000FFFF00000100007F|000000000000000000000000FFFF7F000001):.*";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SECRET = "S3CRET";

  @TempDir static Path directory;
  private static Path data;
  private static Path traces;
  private static Path secrets;
  private static UpProcess up;
  private static int metricsPort;

  @BeforeAll
  static void start() throws Exception {
    // Others may come as far as the data directory.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(data.resolve("of-an-earlier-version"), SECRET);
    traces = Files.createDirectory(directory.resolve("traces"));
    secrets = Files.createDirectory(directory.resolve("secrets"));
    Files.writeString(secrets.resolve("vm.log"), SECRET + "\n");
    Files.writeString(traces.resolve("vm.log"), "dma_map_wait dbs=0x1\n");
    Files.createSymbolicLink(traces.resolve("other.log"), secrets.resolve("vm.log"));
    try (var socket = new ServerSocket(0)) {
      metricsPort = socket.getLocalPort();
    }
    var rules = Path.of("..", "deploy", "alerts", "rules.yaml");
    up =
        UpProcess.start(
            data,
            "--watch=" + traces,
            "--alert-rules=" + rules,
            "--alertmanager=http://user:S3CRET@127.0.0.1:9/?token=S3CRET",
            "--metrics-port=" + metricsPort);
  }

  @AfterAll
  static void stop() {
    up.close();
  }

  @Test
  void everythingListensOnLoopbackAndConnectDoesNotListen() throws Exception {
    var process = ProcessHandle.of(up.pid()).orElseThrow();
    assertThat(ListeningSockets.addresses(process))
        .as("broker, its controller, registry, metrics")
        .hasSize(4)
        .allMatch(address -> address.matches(LOOPBACK));
  }

  @Test
  void nobodyElseGetsIntoTheDataDirectory() throws Exception {
    assertThat(Files.getPosixFilePermissions(data))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(data.resolve("of-an-earlier-version")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(data.resolve("log/qtrace.log"))
        .content()
        .contains(data + " was open to other users of this machine; it is not any more");
    if (System.getProperty("user.name").equals("root")) {
      for (var file : List.of(data, data.resolve("kafka"), data.resolve("log/qtrace.log"))) {
        assertThat(asNobody("cat " + file + "/* " + file)).isEmpty();
      }
      assertThat(asNobody("cat " + rawTrace())).as("that others may read").contains("dma_map_wait");
    }
  }

  private static Path rawTrace() {
    return traces.resolve("vm.log");
  }

  private static String asNobody(String command) throws Exception {
    var process =
        new ProcessBuilder(
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** Who reaches the broker can write what a REST API would have written. */
  @Test
  void connectorsOfOthersReadNothing() throws Exception {
    var source =
        new HashMap<>(
            Map.of(
                "name", "evil",
                "connector.class", "io.qtrace.connect.TraceLogSourceConnector",
                "directory", secrets.toString(),
                "definitions.file", "",
                "topic", "qtrace-raw",
                "tasks.max", "1"));
    source.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    source.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    configure("evil", source);
    source.put("name", "worse");
    source.put("directory", traces.toString());
    source.put("definitions.file", secrets.resolve("vm.log").toString());
    configure("worse", source);
    source.put("name", "provided");
    source.put("definitions.file", "");
    source.put("host", "${file:%s:vm}".formatted(secrets.resolve("vm.log")));
    configure("provided", source);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var statuses = read("qtrace-connect-status");
              return statuses.contains(
                      "directory: " + secrets + " is none of the files, and below none")
                  && statuses.contains(
                      "definitions.file: " + secrets.resolve("vm.log") + " is none of the files");
            });
    await().atMost(PATIENCE).until(() -> read("qtrace-raw").contains("dma_map_wait"));
    assertThat(read("qtrace-raw")).doesNotContain(SECRET);
    assertThat(read("qtrace-connect-status")).doesNotContain(SECRET);
  }

  private static void configure(String name, Map<String, String> settings) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", up.bootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      var json = new JsonMapper().writeValueAsString(Map.of("properties", new TreeMap<>(settings)));
      producer
          .send(new ProducerRecord<>("qtrace-connect-configs", "connector-" + name, json))
          .get();
    }
  }

  private static String read(String topic) {
    var text = new StringBuilder();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", up.bootstrap(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (record.value() != null) {
            text.append(new String(record.value(), UTF_8)).append('\n');
          }
          record.headers().forEach(h -> text.append(new String(h.value(), UTF_8)).append('\n'));
        }
      }
    }
    return text.toString();
  }

  @Test
  void aLinkInAWatchedDirectoryIsLeftAlone() {
    var told =
        traces.resolve("other.log")
            + " is left alone: it leads to where connectors may not read; who runs the worker can"
            + " name that place in QTRACE_ALLOWED_PATHS";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(data.resolve("log/qtrace.log")).content().contains(told));
    assertThat(read("qtrace-raw")).doesNotContain(SECRET);
  }

  @Test
  void noSecretIsShown() throws Exception {
    assertThat(up.shown("alerts to")).isEqualTo("http://user:********@127.0.0.1:9/?token=********");
    assertThat(data.resolve("log/qtrace.log")).content().doesNotContain(SECRET);
    assertThat(data.resolve("log/registry.log")).content().doesNotContain(SECRET);
    for (var child : ProcessHandle.of(up.pid()).orElseThrow().descendants().toList()) {
      assertThat(Files.readString(Path.of("/proc/" + child.pid() + "/cmdline")))
          .doesNotContain(SECRET)
          .contains("-Djava.io.tmpdir=" + data.resolve("tmp"));
    }
    for (var path : List.of("/metrics", "/health/ready", "/health/live")) {
      assertThat(get(path)).isNotEmpty().doesNotContain(SECRET);
    }
  }

  private static String get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + metricsPort + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void temporaryFilesAreInTheDataDirectory() throws IOException {
    try (var files = Files.list(data.resolve("tmp"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("librocksdbjni"));
    }
  }

  /** As docs/security.md says: the broker of up has no users. */
  @Test
  void whoReachesTheBrokerReadsTopics() {
    await().atMost(PATIENCE).until(() -> read("qtrace-raw").contains("dma_map_wait"));
  }
}
