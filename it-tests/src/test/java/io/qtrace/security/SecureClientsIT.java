package io.qtrace.security;

import static io.qtrace.security.WaysIn.with;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every command gets in by TLS, password, certificate and token, and says why it does not. */
@Tag("long")
final class SecureClientsIT {

  @TempDir static Path directory;
  private static SecureParts parts;
  private static WaysIn ways;
  private static Path trace;
  private static Path definitions;

  @BeforeAll
  static void start() throws Exception {
    parts = SecureParts.start(directory);
    ways = new WaysIn(parts);
    try (var demo = new DemoTrace(parts.broker(), "unused-")) {
      trace = Files.write(directory.resolve("trace"), demo.bytes());
      definitions = Files.write(directory.resolve("trace-events-all"), demo.definitions().text());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    parts.close();
  }

  @TestFactory
  Stream<DynamicTest> letsEveryCommandIn() throws Exception {
    return Map.of(
            "password", with(ways.scram(), ways.registryPassword()),
            "certificate", with(ways.certificate(), ways.registryToken()),
            "token", with(ways.oauth(), ways.registryToken()))
        .entrySet()
        .stream()
        .map(way -> dynamicTest(way.getKey(), () -> everyCommand(way.getKey(), way.getValue())));
  }

  private static void everyCommand(String name, Map<String, String> settings) throws Exception {
    var configuration = configuration(name, settings);
    try (var log = new CapturedLog();
        var stage = RunningCommand.start(configuration, "run")) {
      var sent =
          Command.run(
              configuration,
              "send",
              trace.toString(),
              "--vm=vm",
              "--wait",
              "--final",
              "--definitions=" + definitions);
      assertThat(sent.err())
          .as(() -> stage.printed() + log.text())
          .contains("1 dead letter", "the ledger balances");
      var tailed =
          Command.run(configuration, "tail", "kvm_convert_memory", "--from-beginning", "--max=1");
      assertThat(tailed).as(tailed.err()).extracting(Command::exitCode).isEqualTo(0);
      assertThat(tailed.out()).startsWith("{\"event\":\"kvm_convert_memory\"");
      var replayed = Command.run(configuration, "dead-letter", "replay", "--reason=TRUNCATED");
      assertThat(replayed.err()).contains("dead letters sent to " + name + "-raw: 1 (");
      stage.stop();
      assertNoSecrets(stage.printed() + sent + tailed + replayed + log.text());
    }
  }

  @Test
  void readsPemFiles() throws Exception {
    var sent =
        Command.run(
            configuration("pem", ways.pem()), "send", trace.toString(), "--vm=vm", "--no-wait");
    assertThat(sent).as(sent.err()).extracting(Command::exitCode).isEqualTo(0);
  }

  @TestFactory
  Stream<DynamicTest> saysWhyItDoesNotGetIn() throws Exception {
    var tests = Stream.<DynamicTest>builder();
    for (var mistake : Mistake.ofKafka(parts)) {
      for (var command : commands().entrySet()) {
        tests.add(
            dynamicTest(
                mistake.name() + ": " + command.getKey(),
                () -> fails(mistake, command.getValue())));
      }
    }
    for (var mistake : Mistake.ofRegistry(parts)) {
      tests.add(dynamicTest(mistake.name() + ": run", () -> fails(mistake, List.of("run"))));
    }
    return tests.build();
  }

  private static Map<String, List<String>> commands() {
    return Map.of(
        "run", List.of("run"),
        "send", List.of("send", trace.toString(), "--vm=vm"),
        "tail", List.of("tail", "kvm_convert_memory"),
        "replay", List.of("dead-letter", "replay"));
  }

  private static void fails(Mistake mistake, List<String> command) throws Exception {
    var configuration = configuration("mistake", mistake.settings());
    try (var log = new CapturedLog()) {
      var ended = Command.run(configuration, command.toArray(new String[0]));
      assertThat(ended.err()).contains(mistake.message());
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err().lines().filter(line -> !line.startsWith("qtrace: waiting")))
          .hasSize(1);
      assertThat(log.text()).doesNotContain("\tat ");
      assertNoSecrets(ended + log.text());
    }
  }

  private static Path configuration(String name, Map<String, String> settings) throws Exception {
    var stage =
        Map.ofEntries(
            entry("topics.prefix", name + "-"),
            entry("application.id", name),
            entry("threads", "1"),
            entry("topics.partitions.raw", "1"),
            entry("topics.partitions.event", "1"),
            entry("state.dir", directory.resolve("state").toString()));
    return Command.configuration(directory.resolve(name + ".properties"), with(stage, settings));
  }

  private static void assertNoSecrets(String text) {
    assertThat(text).doesNotContain(SecureParts.SECRET);
  }
}
