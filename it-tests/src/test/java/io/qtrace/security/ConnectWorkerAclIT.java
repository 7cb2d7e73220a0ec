package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.qtrace.connect.Worker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Connect worker serves with exactly the lines of connect-worker.acl. Without one of them its log
 * names what is missing. That connectors work in such a worker, ConnectAclIT has.
 */
@Tag("long")
final class ConnectWorkerAclIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String USER = "worker";
  private static final String PASSWORD = "s3cret";
  private static final String OFFSETS = "connect-offsets";

  /** One that does not run is enough for a worker to have something to write. */
  private static final String CONNECTOR =
      """
      {"name": "%s", "initial_state": "STOPPED",
       "config": {"connector.class": "io.qtrace.connect.QmpSourceConnector",
                  "qmp.sockets": "/usr/share/qemu/none",
                  "key.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
                  "value.converter": "org.apache.kafka.connect.converters.ByteArrayConverter"}}
      """;

  @TempDir static Path directory;
  private static SecureBroker broker;
  private static int started;

  @BeforeAll
  static void start() throws Exception {
    broker =
        SecureBroker.start(
            directory.resolve("kafka"), Map.of("SASL", SecurityProtocol.SASL_PLAINTEXT), Map.of());
    broker.addUser(USER, PASSWORD);
    AclFile.read("connect-worker.acl").grant(broker, USER);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @TestFactory
  Stream<DynamicTest> theFileIsExactlySufficient() throws Exception {
    return Stream.concat(
        Stream.of(
            dynamicTest("serves", ConnectWorkerAclIT::serves),
            dynamicTest(
                "refuses a topic that forgets", ConnectWorkerAclIT::refusesATopicThatForgets)),
        AclFile.read("connect-worker.acl")
            .withoutEach(broker, USER, ConnectWorkerAclIT::failsWithout));
  }

  private static void failsWithout(String line) throws Exception {
    if (line.contains("Create")) {
      createsNoTopic();
    } else if (line.contains("DescribeConfigs")) {
      doesNotSeeThatATopicForgets();
    } else if (line.contains("Write --topic connect-configs")) {
      takesNoConnector(line);
    } else if (line.contains("Write --topic connect-status")) {
      hasNoStatus(line);
    } else {
      saysWithoutServing(AclFile.kafkasRefusal(line), "warn");
    }
  }

  private static void serves() throws Exception {
    try (var worker = worker()) {
      assertThat(create("works", worker).statusCode()).isEqualTo(201);
      await().atMost(PATIENCE).until(() -> status("works", worker).contains("STOPPED"));
    }
  }

  private static void refusesATopicThatForgets() throws Exception {
    forgetOffsets();
    saysWithoutServing(
        "Topic 'connect-offsets' supplied via the 'offset.storage.topic' property is required to"
            + " have 'cleanup.policy=compact'",
        "warn");
    deleteOffsets();
  }

  private static void doesNotSeeThatATopicForgets() throws Exception {
    forgetOffsets();
    saysWithoutServing(
        "Unable to use admin client to verify the cleanup policy of 'connect-offsets'", "info");
    deleteOffsets();
  }

  private static void createsNoTopic() throws Exception {
    deleteOffsets();
    // At other levels it is silent for half a minute, and then misses the topic.
    saysWithoutServing("Not authorized to create topic(s) 'connect-offsets'", "debug");
    assertThat(topics()).doesNotContain(OFFSETS);
  }

  private static void takesNoConnector(String line) throws Exception {
    long before = TopicReader.count(broker, "connect-configs");
    try (var worker = worker()) {
      var answer = create("refused", worker);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("Failed to write to config topic");
      assertThat(log()).contains(AclFile.kafkasRefusal(line));
    }
    assertThat(TopicReader.count(broker, "connect-configs")).isEqualTo(before);
  }

  private static void hasNoStatus(String line) throws Exception {
    long before = TopicReader.count(broker, "connect-status");
    try (var worker = worker()) {
      assertThat(create("unknown", worker).statusCode()).isEqualTo(201);
      await().atMost(PATIENCE).until(() -> log().contains(AclFile.kafkasRefusal(line)));
      assertThat(status("unknown", worker)).contains("No status found for connector unknown");
    }
    assertThat(TopicReader.count(broker, "connect-status")).isEqualTo(before);
  }

  /** By SIGKILL: a worker that does not get to its group would take a minute to stop. */
  private static void saysWithoutServing(String message, String logLevel) throws Exception {
    var worker = launch(logLevel);
    try {
      await().atMost(PATIENCE).until(() -> log().contains(message));
      assertThat(worker.serves()).isFalse();
    } finally {
      worker.kill();
    }
  }

  private static HttpResponse<String> create(String connector, Worker worker) throws Exception {
    return worker.post("/connectors", CONNECTOR.formatted(connector));
  }

  private static String status(String connector, Worker worker) throws Exception {
    return worker.get("/connectors/" + connector + "/status").body();
  }

  /** A topic that is not compacted, in place of that of the offsets. */
  private static void forgetOffsets() throws Exception {
    deleteOffsets();
    broker.admin().createTopics(List.of(new NewTopic(OFFSETS, 1, (short) 1))).all().get();
  }

  private static void deleteOffsets() throws Exception {
    if (topics().contains(OFFSETS)) {
      broker.deleteTopic(OFFSETS);
    }
  }

  private static Set<String> topics() throws Exception {
    return broker.admin().listTopics().names().get();
  }

  private static Worker worker() throws IOException {
    started++;
    return Worker.start(broker.bootstrap("SASL"), Worker.builtPlugins(), logFile(), settings());
  }

  private static Worker launch(String logLevel) throws IOException {
    started++;
    return Worker.launch(
        broker.bootstrap("SASL"),
        Worker.builtPlugins(),
        logFile(),
        settings(),
        List.of("-Dqtrace.log.level=" + logLevel));
  }

  private static Map<String, String> settings() {
    var scram = Clients.scram("SASL_PLAINTEXT", USER, PASSWORD);
    return Clients.forConnect(scram, "", "producer.", "consumer.", "admin.");
  }

  private static String log() throws IOException {
    return Files.readString(logFile());
  }

  /** Of the worker that was started last. */
  private static Path logFile() {
    return directory.resolve("connect-%d.log".formatted(started));
  }
}
