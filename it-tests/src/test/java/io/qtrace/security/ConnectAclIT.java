package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.qtrace.connect.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connectors of one user in a worker of another, over TLS, each with exactly its file. A
 * connector's status or the worker's log says which line of connect.acl is missing, and nothing is
 * sent.
 */
final class ConnectAclIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "s3cret";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  @TempDir static Path directory;
  private static Map<String, String> trust;
  private static SecureBroker broker;
  private static Worker worker;
  private static AclFile file;
  private static int connectors;

  @BeforeAll
  static void start() throws Exception {
    var pki = Pki.create(directory.resolve("pki"));
    trust = Clients.trust("kafka.", pki.trustStore("authority", "PKCS12"), "PKCS12");
    broker =
        SecureBroker.start(
            directory.resolve("kafka"),
            Map.of("SASL", SecurityProtocol.SASL_SSL),
            Map.of(
                "ssl.keystore.location",
                pki.keyStore("server", "PKCS12").toString(),
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.password",
                Pki.PASSWORD));
    broker
        .admin()
        .createTopics(
            List.of(
                new NewTopic("qtrace-raw", 1, (short) 1),
                new NewTopic("qtrace-definitions", 1, (short) 1)))
        .all()
        .get();
    broker.addUser("worker", PASSWORD);
    broker.addUser("connector", PASSWORD);
    AclFile.read("connect-worker.acl").grant(broker, "worker");
    file = AclFile.read("connect.acl");
    file.grant(broker, "connector");
    worker =
        Worker.start(
            broker.bootstrap("SASL"),
            Worker.builtPlugins(),
            log(),
            as("worker", "", "producer.", "consumer.", "admin."));
  }

  @AfterAll
  static void stop() {
    worker.close();
    broker.close();
  }

  @TestFactory
  Stream<DynamicTest> theFileIsExactlySufficient() {
    return Stream.concat(
        Stream.of(dynamicTest("reads a log with exactly these lines", ConnectAclIT::readsALog)),
        file.lines().stream()
            .map(line -> dynamicTest("fails without: " + line, () -> failsWithout(line))));
  }

  private static void readsALog() throws Exception {
    var name = connector();
    await().atMost(PATIENCE).until(() -> TopicReader.count(broker, "qtrace-raw") > 0);
    assertThat(status(name)).doesNotContain("FAILED");
    assertThat(TopicReader.count(broker, "qtrace-definitions")).isPositive();
    assertThat(TopicReader.count(broker, "connect-offsets")).isPositive();
  }

  private static void failsWithout(String line) throws Exception {
    long before = TopicReader.count(broker, "qtrace-raw");
    long logged = Files.size(log());
    var message =
        line.contains("transactional-id")
            ? "Transactional Id authorization failed"
            : "Not authorized to access topics: [" + line.replaceAll(".* ", "") + "]";
    AclFile.remove(broker, "connector", line);
    try {
      var name = connector();
      await().atMost(PATIENCE).until(() -> (status(name) + logBehind(logged)).contains(message));
      assertThat(TopicReader.count(broker, "qtrace-raw")).isEqualTo(before);
      assertThat(worker.delete("/connectors/" + name).statusCode()).isEqualTo(204);
    } finally {
      AclFile.add(broker, "connector", line);
    }
  }

  private static Path log() {
    return directory.resolve("connect.log");
  }

  /** Where Connect says that it may not read offsets; it tries again for ever. */
  private static String logBehind(long bytes) throws IOException {
    var all = Files.readAllBytes(log());
    return new String(all, (int) bytes, (int) (all.length - bytes), UTF_8);
  }

  /** A new one, with a log of its own. */
  private static String connector() throws Exception {
    var name = "qtrace-" + ++connectors;
    var logs = Files.createDirectory(directory.resolve(name));
    Files.writeString(logs.resolve("vm.log"), "dma_map_wait dbs=0x1\n");
    var settings = new HashMap<String, String>();
    settings.put("connector.class", "io.qtrace.connect.TraceLogSourceConnector");
    settings.put("exactly.once.support", "required");
    settings.put("key.converter", BYTES);
    settings.put("value.converter", BYTES);
    settings.put("directory", logs.toString());
    settings.put("heartbeat.interval.ms", "0"); // those of the first one would be counted, too
    try (var demo = new DemoTrace(broker, "qtrace-")) {
      var definitions = Files.write(logs.resolve("../definitions"), demo.definitions().text());
      settings.put("definitions.file", definitions.normalize().toString());
    }
    settings.putAll(as("connector", "producer.override.", "consumer.override.", "admin.override."));
    var json =
        settings.entrySet().stream()
            .map(e -> "\"%s\":\"%s\"".formatted(e.getKey(), e.getValue().replace("\"", "\\\"")))
            .collect(Collectors.joining(",", "{", "}"));
    var answer = worker.put("/connectors/" + name + "/config", json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return name;
  }

  private static String status(String name) throws Exception {
    return worker.get("/connectors/" + name + "/status").body();
  }

  private static Map<String, String> as(String user, String... prefixes) {
    var settings = new HashMap<String, String>();
    for (var prefix : prefixes) {
      trust.forEach((name, value) -> settings.put(name.replace("kafka.", prefix), value));
      Clients.scram("SASL_SSL", user, PASSWORD)
          .forEach((name, value) -> settings.put(name.replace("kafka.", prefix), value));
    }
    return settings;
  }
}
