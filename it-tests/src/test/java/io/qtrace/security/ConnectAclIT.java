package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.qtrace.connect.LiveQemu;
import io.qtrace.security.SecureWorker.Connector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connectors in a worker of another user, each with exactly its files. A connector's status or the
 * worker's log says which line is missing, and nothing is sent or counted as read.
 */
@Tag("long")
final class ConnectAclIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REFUSED = "qtrace-alerts-refused";

  @TempDir static Path directory;
  private static SecureWorker worker;
  private static SecureBroker broker;
  private static int connectors;

  @BeforeAll
  static void start() throws Exception {
    worker = SecureWorker.start(directory);
    broker = worker.broker();
    broker
        .admin()
        .createTopics(
            Stream.of("qtrace-raw", "qtrace-definitions", "qtrace-vm-layout", "qtrace-alerts")
                .map(name -> new NewTopic(name, 1, (short) 1))
                .toList())
        .all()
        .get();
    worker.addUser("traces", "connect.acl");
    worker.addUser("qmp", "connect.acl", "connect-qmp.acl");
    worker.addUser("alertmanager", "connect-alertmanager.acl");
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @TestFactory
  Stream<DynamicTest> aFollowerOfTracesNeedsExactlyItsFile() throws Exception {
    return Stream.concat(
        Stream.of(dynamicTest("reads a log", ConnectAclIT::readsALog)),
        AclFile.read("connect.acl")
            .withoutEach(broker, "traces", line -> sendsNothing(line, "qtrace-raw", follower())));
  }

  private static void readsALog() throws Exception {
    try (var follower = follower()) {
      awaitRecords("qtrace-raw");
      assertThat(follower.status()).doesNotContain("FAILED");
      assertThat(TopicReader.count(broker, "qtrace-definitions")).isPositive();
      assertThat(TopicReader.count(broker, "connect-offsets")).isPositive();
    }
  }

  @TestFactory
  Stream<DynamicTest> aClientOfQemuNeedsExactlyItsFiles() throws Exception {
    LiveQemu.assumeInstalled();
    var socket = directory.resolve("vm.qmp");
    var qemu = LiveQemu.start("vm", socket, directory.resolve("qemu.log"), 64);
    return Stream.concat(
            Stream.of(dynamicTest("asks QEMU", () -> asks(socket))),
            AclFile.read("connect-qmp.acl")
                .withoutEach(
                    broker,
                    "qmp",
                    line -> sendsNothing(line, "qtrace-vm-layout", clientOf(socket))))
        .onClose(qemu::close);
  }

  private static void asks(Path socket) throws Exception {
    try (var client = clientOf(socket)) {
      awaitRecords("qtrace-vm-layout");
      assertThat(client.status()).doesNotContain("FAILED");
    }
  }

  /** What an alert takes but for Kafka, AlertmanagerSinkIT has. */
  @TestFactory
  Stream<DynamicTest> aReaderOfAlertsNeedsExactlyItsFile() throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("qtrace-alerts", "no alert".getBytes(UTF_8))).get();
    }
    return Stream.concat(
        Stream.of(dynamicTest("sets aside what is no alert", ConnectAclIT::setsAside)),
        AclFile.read("connect-alertmanager.acl")
            .withoutEach(broker, "alertmanager", ConnectAclIT::readsNothing));
  }

  private static void setsAside() throws Exception {
    var reader = readerOfAlerts();
    try (reader) {
      awaitRecords(REFUSED);
      assertThat(reader.status()).doesNotContain("FAILED");
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(committed(reader))
                    .singleElement()
                    .extracting(OffsetAndMetadata::offset)
                    .isEqualTo(1L));
  }

  private static void readsNothing(String line) throws Exception {
    boolean isToCreate = line.contains("Create");
    if (isToCreate) {
      broker.deleteTopic(REFUSED);
    }
    long before = TopicReader.count(broker, REFUSED);
    try (var reader = readerOfAlerts()) {
      awaitSaying(
          reader,
          isToCreate
              ? "Could not initialize dead letter queue with topic=" + REFUSED
              : AclFile.kafkasRefusal(line));
      assertThat(TopicReader.count(broker, REFUSED)).isEqualTo(before);
      assertThat(committed(reader)).isEmpty();
    }
  }

  private static void sendsNothing(String line, String topic, Connector started) throws Exception {
    try (var connector = started) {
      long before = TopicReader.count(broker, topic);
      awaitSaying(connector, AclFile.kafkasRefusal(line));
      assertThat(TopicReader.count(broker, topic)).isEqualTo(before);
    }
  }

  private static void awaitSaying(Connector connector, String message) {
    await().atMost(PATIENCE).until(() -> connector.saying().contains(message));
  }

  private static void awaitRecords(String topic) {
    await().atMost(PATIENCE).until(() -> TopicReader.count(broker, topic) > 0);
  }

  private static Collection<OffsetAndMetadata> committed(Connector sink) throws Exception {
    var group = "connect-" + sink.name();
    var offsets = broker.admin().listConsumerGroupOffsets(group);
    return offsets.partitionsToOffsetAndMetadata().get().values();
  }

  /** A new one, with a log of its own. */
  private static Connector follower() throws Exception {
    var name = nextName();
    var logs = Files.createDirectory(directory.resolve(name));
    Files.writeString(logs.resolve("vm.log"), "dma_map_wait dbs=0x1\n");
    var definitions = directory.resolve("definitions");
    try (var demo = new DemoTrace(broker, "qtrace-")) {
      Files.write(definitions, demo.definitions().text());
    }
    return worker.create(
        name,
        "traces",
        source(
            "TraceLogSourceConnector",
            Map.of(
                "directory", logs.toString(),
                "definitions.file", definitions.toString(),
                // those of the first one would be counted, too
                "heartbeat.interval.ms", "0")));
  }

  private static Connector clientOf(Path socket) throws Exception {
    var settings = Map.of("qmp.sockets", socket.toString());
    return worker.create(nextName(), "qmp", source("QmpSourceConnector", settings));
  }

  private static Map<String, String> source(String type, Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("connector.class", "io.qtrace.connect." + type);
    settings.put("exactly.once.support", "required");
    return settings;
  }

  private static Connector readerOfAlerts() throws Exception {
    return worker.create(
        nextName(),
        "alertmanager",
        Map.of(
            "connector.class", "io.qtrace.connect.AlertmanagerSinkConnector",
            "topics", "qtrace-alerts",
            "consumer.override.auto.offset.reset", "earliest",
            "alertmanager.urls", "http://localhost:9",
            "errors.tolerance", "all",
            "errors.deadletterqueue.topic.name", REFUSED,
            "errors.deadletterqueue.topic.replication.factor", "1",
            "errors.deadletterqueue.context.headers.enable", "true"));
  }

  private static String nextName() {
    return "qtrace-" + ++connectors;
  }
}
