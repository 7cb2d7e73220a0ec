package io.qtrace.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.topology.Capture;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From files that QEMU writes to alerts, by the images as they are shipped. */
@NeedsDocker
final class EndToEndIT {

  private static final String TEST = "e2e";
  private static final String PREFIX = TEST + "-";

  private static final String RULES =
      """
      rules:
        - alert: Storm
          over: vm
          window: 10s
          when: conversions_per_second > 10
          labels: {severity: warning}
      """;

  /** Events that nobody has seen yet, so that their schemas are asked for when they come. */
  private static final String NEW_EVENTS =
      """
      registry_killed(int n) "n %d"
      registry_frozen(int n) "n %d"
      """;

  private static Stack stack;
  private static HostDirectory host;
  private static Typed typed;
  private static Part topology;
  private static Part connect;

  @BeforeAll
  static void start() throws Exception {
    stack = Stack.shared();
    typed = stack.typed(PREFIX);
    host = HostDirectory.create(TEST);
    host.put("rules.yaml", RULES.getBytes(UTF_8));
    var text = new ByteArrayOutputStream();
    text.writeBytes(Capture.load().definitions().text());
    text.writeBytes(NEW_EVENTS.getBytes(UTF_8));
    var definitions = host.put("trace-events-all", text.toByteArray());
    host.connector("traces", "SimpleTraceSourceConnector", PREFIX, "traces", definitions);
    host.connector("logs", "TraceLogSourceConnector", PREFIX, "logs", definitions);
    for (var type : List.of("int", "bool")) {
      var line = "pl011_irq_state(%s level) \"irq state %%d\"\n".formatted(type);
      var others = host.put(type + "-events", line.getBytes(UTF_8));
      host.connector(type, "TraceLogSourceConnector", PREFIX, type, others);
    }
    topology =
        stack
            .topology(
                TEST,
                "1",
                Map.of(
                    "QTRACE_ALERT_RULES", "/host/rules.yaml",
                    "QTRACE_CONVERSIONS_WINDOWS", "10s",
                    "QTRACE_CONVERSIONS_IDLE_TIMEOUT", "6s"))
            .mount(host.path(), "/host")
            .start()
            .awaitHealthy();
    connect = stack.connect(TEST, host.path()).start().awaitHealthy();
  }

  @AfterAll
  static void stop() {
    connect.close();
    topology.close();
    stack.deleteTopics(PREFIX);
  }

  @Test
  void turnsTracesAndLogsIntoTypedEventsWindowsAndAlerts() throws Exception {
    var capture = Capture.load();
    Files.write(host.traces().resolve("cvm.trace"), capture.trace());
    log(
        "calm",
        "ram_block_attributes_state_change offset 0x0 size 0x1000 from 'discarded' to 'populated'");

    for (var event : capture.counts().entrySet()) {
      boolean isInLogToo = event.getKey().equals("ram_block_attributes_state_change");
      awaitThat("event-" + event.getKey(), event.getValue() + (isInLogToo ? 1 : 0));
    }
    long changes = capture.counts().get("ram_block_attributes_state_change");
    awaitThat("conversions", changes + 1);
    awaitUntil(() -> conversionsInWindows() == changes + 1);
    awaitUntil(() -> typed.all("alerts", Alert.class).stream().anyMatch(EndToEndIT::isStormOfCvm));
    assertThat(typed.all("ram-block-conversions", RamBlockConversions.class))
        .isNotEmpty()
        .allSatisfy(window -> assertThat(window.getHost()).isEqualTo("host-1"));
  }

  private static long conversionsInWindows() throws Exception {
    return typed.all("conversion-rollups", ConversionRollup.class).stream()
        .filter(window -> window.getScope().equals("vm"))
        .mapToLong(ConversionRollup::getCount)
        .sum();
  }

  private static boolean isStormOfCvm(Alert alert) {
    return alert.getState().equals("firing") && alert.getLabels().get("vm").equals("cvm");
  }

  @Test
  void keepsWhatCanNotBeDecodedWholeAndGoesOn() throws Exception {
    var garbage = new byte[4_000_000];
    // Longer than any event's.
    var text = "x".repeat((1 << 20) - 400);
    var line = "runstate_set current_run_state 1 (%s) new_state 2 (x)\n".formatted(text);
    try (var poison = new Poison(stack, PREFIX)) {
      poison.send();
      poison.send(garbage, "simple");
      poison.send(line.getBytes(UTF_8), "log");
      poison.flush();
    }
    try (var poison = new Poison(stack, PREFIX)) {
      poison.send(new byte[5_000_000], "simple");
      assertThatThrownBy(poison::flush).hasCauseInstanceOf(RecordTooLargeException.class);
    }
    awaitUntil(() -> deadBytes("BAD_HEADER") == "poison 0".length());
    awaitUntil(() -> deadBytes("NO_HEADER") == garbage.length);
    awaitUntil(() -> deadBytes("DAMAGED") >= text.length());
    assertThat(topology.isHealthy()).isTrue();
  }

  private static long deadBytes(String reason) throws Exception {
    return typed.all("dead-letter", DeadLetter.class).stream()
        .filter(letter -> letter.getReason().equals(reason))
        .mapToLong(letter -> letter.getBytes().remaining())
        .sum();
  }

  @Test
  void givesAnEventThatChangedBetweenTwoQemusASecondTopic() throws Exception {
    for (var type : List.of("int", "bool")) {
      var directory = Files.createDirectory(host.path().resolve(type));
      Files.writeString(directory.resolve(type + ".log"), "pl011_irq_state irq state 1\n");
    }

    awaitThat("event-pl011_irq_state", 1);
    awaitThat("event-pl011_irq_state-r2", 1);
    for (var topic : List.of("event-pl011_irq_state", "event-pl011_irq_state-r2")) {
      assertThat(stack.get("/subjects/" + PREFIX + topic + "-value/versions")).isEqualTo("[1]");
    }
  }

  @Test
  void waitsForARegistryThatWasKilledOrDoesNotAnswer() throws Exception {
    stack.registry().kill();
    log("killed", "registry_killed n 1");
    staysAway("registry_killed");
    stack.registry().startAgain();
    awaitThat("event-registry_killed", 1);

    stack.registry().freeze();
    log("frozen", "registry_frozen n 1");
    staysAway("registry_frozen");
    stack.registry().thaw();
    awaitThat("event-registry_frozen", 1);
    assertThat(topology.isHealthy()).isTrue();
  }

  /** Longer than a transaction may be open. */
  private static void staysAway(String event) {
    await()
        .during(Duration.ofSeconds(11))
        .atMost(Part.PATIENCE)
        .until(() -> !stack.admin().listTopics().names().get().contains(PREFIX + "event-" + event));
  }

  @Test
  void isARestrictedProcessThatStopsInOrder() throws Exception {
    for (var part : List.of(topology, connect)) {
      assertThat(part.execute("bash", "-c", "tr '\\0' ' ' </proc/1/cmdline")).startsWith("java ");
      assertThat(part.execute("id", "-u")).isEqualTo("10001\n");
    }
    var second = stack.topology(TEST + "-second", "1", Map.of()).start().awaitHealthy();
    try (second) {
      assertThat(second.stop()).isEqualTo(143); // what a JVM ends with after SIGTERM
      assertThat(second.logs()).contains("qtrace: stopped; read 0 = typed 0");
    }
  }

  private static void log(String vm, String line) throws Exception {
    Files.writeString(
        host.logs().resolve(vm + ".log"), Instant.now() + " " + line + "\n", CREATE, APPEND);
  }

  private static void awaitThat(String topic, long count) {
    await(topic + " has " + count)
        .atMost(Part.PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(typed.count(topic)).isEqualTo(count));
  }

  private static void awaitUntil(Callable<Boolean> condition) {
    await()
        .atMost(Part.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(condition);
  }
}
