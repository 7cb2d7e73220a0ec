package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.embedded.RegistryAlone;
import io.qtrace.embedded.place.LoopbackPort;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Who serves needs exactly its file: without a line what it permits to read is not shown. */
@Tag("long")
final class ServeAclIT {

  private static final String PASSWORD = "s3cret";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String AGGREGATIONS =
      "aggregations: [{name: all, from: $event, window: 1s, measures: {n: count}}]";
  private static final String RULES =
      "rules: [{alert: Any, over: ram-block, window: 1s, when: conversions_per_second > 0.0}]";

  /** What shows that a topic is read: a path and a place in its answer. */
  private static final Map<String, String> SHOWN =
      Map.of(
          "ram-block-conversions", "vms/vm /windows/0",
          "conversion-rollups", "vms/vm /rollups/0",
          "aggregation-", "aggregations /aggregations/0",
          "alerts", "alerts /alerts/0",
          "ledger", "ledger /sources/0");

  @TempDir static Path directory;
  private static RegistryAlone registry;
  private static SecureBroker broker;
  private static RunningCommand stage;

  @BeforeAll
  static void start() throws Exception {
    registry = RegistryAlone.start(directory.resolve("registry"));
    broker =
        SecureBroker.start(
            directory.resolve("kafka"), Map.of("SASL", SecurityProtocol.SASL_PLAINTEXT), Map.of());
    broker.addUser("serve", PASSWORD);
    AclFile.read("serve.acl").grant(broker, "serve");
    var aggregations = Files.writeString(directory.resolve("aggregations"), AGGREGATIONS);
    var rules = Files.writeString(directory.resolve("rules"), RULES);
    var settings = Map.of("aggregations", aggregations.toString(), "alert.rules", rules.toString());
    stage = RunningCommand.start(configuration("stage", settings), "run");
    assertThat(stage.printed()).contains("decoding qtrace-raw");
    try (var demo = new DemoTrace(broker, "qtrace-")) {
      demo.send("vm");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    stage.close();
    broker.close();
    registry.close();
  }

  @TestFactory
  Stream<DynamicTest> theFileIsExactlySufficient() throws Exception {
    return Stream.concat(
        Stream.of(dynamicTest("shows all", () -> shows(SHOWN.keySet()))),
        AclFile.read("serve.acl").withoutEach(broker, "serve", ServeAclIT::showsTheOthers));
  }

  private static void showsTheOthers(String line) throws Exception {
    var others = new TreeSet<>(SHOWN.keySet());
    assertThat(others.remove(line.replaceAll(".*--topic qtrace-(\\S+).*", "$1"))).isTrue();
    shows(others);
  }

  /** All of these in time, and then none of the others. */
  private static void shows(Iterable<String> topics) throws Exception {
    int port = LoopbackPort.anyFree();
    var settings = new HashMap<>(Clients.scram("SASL_PLAINTEXT", "serve", PASSWORD));
    settings.put("bootstrap", broker.bootstrap("SASL"));
    try (var serve =
        RunningCommand.start(configuration("serve", settings), "serve", "--http-port=" + port)) {
      assertThat(serve.printed()).contains("ctrl-C stops");
      var wanted = new TreeSet<String>();
      topics.forEach(wanted::add);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown(port)).isEqualTo(wanted));
    }
  }

  private static Set<String> shown(int port) throws IOException {
    var shown = new TreeSet<String>();
    for (var topic : SHOWN.entrySet()) {
      var place = topic.getValue().split(" ", -1);
      if (!ask(port, place[0]).at(place[1]).isMissingNode()) {
        shown.add(topic.getKey());
      }
    }
    return shown;
  }

  private static JsonNode ask(int port, String path) throws IOException {
    var url = URI.create("http://127.0.0.1:%d/api/v1/%s".formatted(port, path)).toURL();
    try (var in = url.openStream()) {
      return new ObjectMapper().readTree(in);
    } catch (FileNotFoundException e) {
      return new ObjectMapper().createObjectNode();
    }
  }

  private static Path configuration(String name, Map<String, String> more) throws Exception {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap", broker.bootstrap());
    settings.put("registry", registry.url());
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
