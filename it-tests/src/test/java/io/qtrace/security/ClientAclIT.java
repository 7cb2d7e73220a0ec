package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.qtrace.embedded.RegistryAlone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;

/** Senders, readers and replays work with exactly their files, and say which line is missing. */
@Tag("long")
final class ClientAclIT {

  private static final String PASSWORD = "s3cret";
  private static final String AGGREGATIONS =
      "aggregations: [{name: all, from: $event, window: 1s, measures: {n: count}}]";

  @TempDir static Path directory;
  private static RegistryAlone registry;
  private static String registryUrl;
  private static SecureBroker broker;
  private static RunningCommand stage;
  private static Path trace;
  private static Path definitions;

  @BeforeAll
  static void start() throws Exception {
    registry = RegistryAlone.start(directory.resolve("registry"));
    broker =
        SecureBroker.start(
            directory.resolve("kafka"), Map.of("SASL", SecurityProtocol.SASL_PLAINTEXT), Map.of());
    for (var user : List.of("send", "consume", "replay")) {
      broker.addUser(user, PASSWORD);
      AclFile.read(user + ".acl").grant(broker, user);
    }
    registryUrl = registry.url();
    try (var demo = new DemoTrace(broker, "qtrace-")) {
      trace = Files.write(directory.resolve("trace"), demo.bytes());
      definitions = Files.write(directory.resolve("trace-events-all"), demo.definitions().text());
    }
    var aggregations = Files.writeString(directory.resolve("aggregations"), AGGREGATIONS);
    stage =
        RunningCommand.start(
            configuration("stage", Map.of("aggregations", aggregations.toString())), "run");
    assertThat(stage.printed()).contains("decoding qtrace-raw");
  }

  @AfterAll
  static void stop() throws Exception {
    stage.close();
    broker.close();
    registry.close();
  }

  @TestFactory
  Stream<DynamicTest> theFilesAreExactlySufficient() throws Exception {
    return Stream.of(
            Stream.of(
                dynamicTest("sends", () -> assertThat(send().err()).contains("ledger balances")),
                dynamicTest("reads", ClientAclIT::reads),
                dynamicTest("reads in a group", ClientAclIT::readsInAGroup),
                dynamicTest("replays", () -> assertThat(replay().err()).contains("sent to"))),
            withoutEach("send", line -> says(line, send())),
            withoutEach("replay", line -> says(line, replay())),
            withoutEach("consume", ClientAclIT::failsToConsume))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> withoutEach(String user, ThrowingConsumer<String> test)
      throws Exception {
    return AclFile.read(user + ".acl").withoutEach(broker, user, test);
  }

  private static void failsToConsume(String line) throws Exception {
    if (line.contains("--group")) {
      failsInAGroup();
    } else {
      says(line, tail(topic(line)));
    }
  }

  private static void says(String line, Command ended) {
    assertThat(ended.err()).matches(AclFile.refusal(line));
    assertThat(ended.err().lines()).allMatch(text -> !text.startsWith("\tat "));
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  private static Command send() throws Exception {
    return Command.run(
        as("send"),
        "send",
        trace.toString(),
        "--vm=vm",
        "--again",
        "--final",
        "--definitions=" + definitions);
  }

  private static Command replay() throws Exception {
    return Command.run(
        as("replay"), "dead-letter", "replay", "--reason=TRUNCATED", "--from-beginning");
  }

  private static Command tail(String topic) throws Exception {
    return Command.run(as("consume"), "tail", topic, "--from-beginning", "--max=1");
  }

  private static void reads() throws Exception {
    for (var line : AclFile.read("consume.acl").lines()) {
      var isEmpty = Stream.of("-late", "-refused", "alerts", "vm-layout").anyMatch(line::contains);
      if (line.contains("--topic") && !isEmpty) {
        assertThat(tail(topic(line))).as(line).extracting(Command::exitCode).isEqualTo(0);
      }
    }
  }

  private static void readsInAGroup() throws Exception {
    try (var consumer = consumer()) {
      consumer.subscribe(
          List.of(
              "qtrace-event-kvm_convert_memory",
              "qtrace-alerts",
              "qtrace-vm-layout",
              "qtrace-ram-block-conversions-late"));
      int count = 0;
      for (int i = 0; i < 100 && count == 0; i++) {
        count = consumer.poll(Duration.ofMillis(300)).count();
      }
      consumer.commitSync();
      assertThat(count).isPositive();
    }
  }

  private static void failsInAGroup() throws Exception {
    try (var consumer = consumer()) {
      consumer.subscribe(List.of("qtrace-event-kvm_convert_memory"));
      assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(30)))
          .isInstanceOf(GroupAuthorizationException.class)
          .hasMessageContaining("qtrace-consumer-1");
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    var config = new HashMap<String, Object>();
    Clients.scram("SASL_PLAINTEXT", "consume", PASSWORD)
        .forEach((name, value) -> config.put(name.substring("kafka.".length()), value));
    config.put("bootstrap.servers", broker.bootstrap("SASL"));
    config.put("group.id", "qtrace-consumer-1");
    config.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static String topic(String line) {
    var name = line.replaceAll(".*--topic qtrace-(\\S+).*", "$1");
    return switch (name) {
      case "event-" -> "kvm_convert_memory";
      case "aggregation-" -> "aggregation/all";
      default -> name;
    };
  }

  private static Path as(String user) throws Exception {
    var settings = new HashMap<>(Clients.scram("SASL_PLAINTEXT", user, PASSWORD));
    settings.put("bootstrap", broker.bootstrap("SASL"));
    return configuration(user, settings);
  }

  private static Path configuration(String name, Map<String, String> more) throws Exception {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap", broker.bootstrap());
    settings.put("registry", registryUrl);
    settings.put("threads", "1");
    settings.put("topics.partitions.raw", "1");
    settings.put("topics.partitions.event", "1");
    settings.put("conversions.windows", "1s");
    settings.put("conversions.idle.timeout", "1s");
    settings.put("state.dir", directory.resolve("state").toString());
    settings.putAll(more);
    return Command.configuration(directory.resolve(name + ".properties"), settings);
  }
}
