package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.embedded.RegistryAlone;
import io.qtrace.topic.refusal.KafkaRefusedException;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The decode stage works with exactly the lines of topology.acl, and says which one is missing. */
@Tag("long")
final class TopologyAclIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String USER = "decode";
  private static final String PASSWORD = "decode-s3cret";
  private static final String RULES =
      """
      rules:
        - alert: Converts
          over: vm
          window: 1s
          when: conversions_per_second > 0
      """;

  private static final String AGGREGATIONS =
      "aggregations: [{name: all, from: $event, window: 1s, measures: {n: count}}]";

  @TempDir static Path directory;
  private static SecureBroker broker;
  private static RegistryAlone registry;
  private static String registryUrl;
  private static DemoTrace trace;
  private static AclFile file;
  private static int started;

  @BeforeAll
  static void start() throws Exception {
    registry = RegistryAlone.start(directory.resolve("registry"));
    broker =
        SecureBroker.start(
            directory.resolve("kafka"), Map.of("SASL", SecurityProtocol.SASL_PLAINTEXT), Map.of());
    broker.addUser(USER, PASSWORD);
    registryUrl = registry.url();
    trace = new DemoTrace(broker, "qtrace-");
    file = AclFile.read("topology.acl");
    file.grant(broker, USER);
  }

  @AfterAll
  static void stop() throws Exception {
    trace.close();
    broker.close();
    registry.close();
  }

  @TestFactory
  Stream<DynamicTest> theFileIsExactlySufficient() {
    return Stream.concat(
        Stream.of(
            dynamicTest("decodes with exactly these lines", this::decodes),
            dynamicTest("goes on from its state in Kafka", this::restores)),
        file.withoutEach(broker, USER, this::failsWithout));
  }

  private void decodes() throws Exception {
    try (var stage = stage()) {
      stage.start();
      trace.send("vm-1");
      await().atMost(PATIENCE).until(() -> stage.ledger().deadLettered() == 1);
      for (var topic :
          List.of("event-kvm_convert_memory", "conversions", "ledger", "dead-letter")) {
        awaitRecords(topic);
      }
      for (var topic :
          List.of("ram-block-conversions", "conversion-rollups", "alerts", "aggregation-all")) {
        awaitRecords(topic); // once the VM is silent
      }
      assertThat(stage.failure()).isEmpty();
      assertThat(stage.ledger().read()).isEqualTo(stage.ledger().typed() + 1);
    }
  }

  private void restores() throws Exception {
    try (var stage = stage()) {
      stage.start();
      await().atMost(PATIENCE).until(() -> stage.state() == DecodeApplication.State.RUNNING);
      long before = stage.ledger().typed();
      trace.send("vm-2");
      await().atMost(PATIENCE).until(() -> stage.ledger().deadLettered() == 2);
      assertThat(before).isPositive();
      assertThat(stage.ledger().typed()).isEqualTo(2 * before);
      assertThat(stage.failure()).isEmpty();
    }
  }

  private void failsWithout(String line) throws Exception {
    if (line.contains("Create")) {
      broker.deleteTopic("qtrace-alerts");
    }
    try (var stage = stage()) {
      assertThat(reasonToEnd(stage)).matches(AclFile.refusal(line));
    }
    emptyGroup();
  }

  /** Why the stage does not start, or what ends it once it has something to do. */
  private static String reasonToEnd(DecodeApplication stage) throws Exception {
    try {
      stage.start();
    } catch (KafkaRefusedException e) {
      return String.valueOf(e.getMessage());
    }
    trace.send("vm-of-start-" + started);
    await().atMost(PATIENCE).until(() -> stage.failure().isPresent());
    return stage.failure().orElseThrow();
  }

  /** A stage whose threads died has not left its group, where the next would wait for it. */
  private static void emptyGroup() throws Exception {
    var group = "qtrace";
    var admin = broker.admin();
    var described = admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
    if (!described.members().isEmpty()) {
      admin
          .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
    }
  }

  private static void awaitRecords(String topic) {
    await().atMost(PATIENCE).until(() -> TopicReader.count(broker, "qtrace-" + topic) > 0);
  }

  /** Without state of its own. */
  private static DecodeApplication stage() throws Exception {
    var place = Files.createDirectory(directory.resolve("stage-" + ++started));
    var settings = new HashMap<String, String>();
    settings.put("bootstrap", broker.bootstrap("SASL"));
    settings.put("registry", registryUrl);
    settings.put("state.dir", place.toString());
    settings.put("threads", "1");
    settings.put("topics.partitions.raw", "1");
    settings.put("topics.partitions.event", "1");
    settings.put("conversions.windows", "1s");
    settings.put("conversions.idle.timeout", "1s");
    settings.put("alert.rules", Files.writeString(place.resolve("rules"), RULES).toString());
    var aggregations = Files.writeString(place.resolve("aggregations"), AGGREGATIONS);
    settings.put("aggregations", aggregations.toString());
    settings.putAll(Clients.scram("SASL_PLAINTEXT", USER, PASSWORD));
    return new DecodeApplication(
        DecodeConfig.from(settings), new SimpleMeterRegistry(), state -> {});
  }
}
