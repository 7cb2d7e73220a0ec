package io.qtrace.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qtrace.container.ComposeProject.Port;
import io.qtrace.topology.Capture;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import qemu.trace.RamBlockAttributesStateChange;

/** What {@code docker compose up} starts turns what QEMU has written into events and alerts. */
@NeedsDocker
final class ComposeIT {

  private static final String EVENT = "ram_block_attributes_state_change";

  /** That a VM converts at once, a minute ago: their window is over when they are read. */
  private static final int STORM = 200;

  private static final String RULES =
      """
      rules:
        - alert: Storm
          over: vm
          window: 10s
          when: conversions_per_second > 10
          absent-after: 1h
          labels: {severity: warning}
      """;

  @AutoClose private static ComposeProject project;
  private static Capture capture;

  @BeforeAll
  static void start() throws Exception {
    capture = Capture.load();
    var host = HostDirectory.create("compose");
    host.put("trace-events-all", capture.definitions().text());
    host.put("rules.yaml", RULES.getBytes(UTF_8));
    Files.write(host.traces().resolve("cvm.trace"), capture.trace());
    Files.writeString(host.traces().resolve("stormy.log"), storm());
    project = ComposeProject.of(host);
    project.up();
  }

  private static String storm() {
    var time = Instant.now().minusSeconds(60);
    var line = "%s %s offset 0x%x size 0x1000 from 'discarded' to 'populated'%n";
    return IntStream.range(0, STORM)
        .mapToObj(page -> line.formatted(time, EVENT, page << 12))
        .collect(joining());
  }

  @Test
  void turnsTracesAndLogsIntoTypedEvents() throws Exception {
    var bootstrap = "localhost:" + project.port(Port.KAFKA);
    var registry = "http://localhost:%d/apis/ccompat/v7".formatted(project.port(Port.REGISTRY));
    long changes = capture.counts().get(EVENT);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var typed = new Typed(admin, bootstrap, registry, "qtrace-");
      awaiting("typed events of a trace and a log")
          .untilAsserted(
              () -> assertThat(typed.count("event-" + EVENT)).isEqualTo(changes + STORM));
      assertThat(typed.all("event-" + EVENT, RamBlockAttributesStateChange.class))
          .extracting(change -> change.getMeta().getVm() + " on " + change.getMeta().getHost())
          .containsOnly("cvm on host-1", "stormy on host-1");
    }
  }

  @Test
  void tellsAlertmanagerOfAnAlertThatFires() {
    var fields = List.of("/labels/alertname", "/labels/vm", "/labels/host", "/status/state");
    awaiting("an alert in Alertmanager")
        .untilAsserted(
            () ->
                assertThat(rows(project.get(Port.ALERTMANAGER, "/api/v2/alerts"), fields))
                    .contains("Storm stormy host-1 active"));
  }

  @Test
  void isWatchedByPrometheus() {
    awaiting("Prometheus reaches its targets")
        .untilAsserted(
            () ->
                assertThat(prometheus("targets", "activeTargets", "/labels/job", "/health"))
                    .containsExactlyInAnyOrder("qtrace-topology up", "qtrace-connect up"));
    awaiting("Prometheus has the rules")
        .untilAsserted(
            () ->
                assertThat(prometheus("rules", "groups", "/file"))
                    .contains(
                        "/etc/prometheus/rules/alerts.yaml",
                        "/etc/prometheus/rules/recording.yaml"));
    awaiting("Prometheus knows Alertmanager")
        .untilAsserted(
            () ->
                assertThat(prometheus("alertmanagers", "activeAlertmanagers", "/url"))
                    .containsExactly("http://alertmanager:9093/api/v2/alerts"));
  }

  private static List<String> prometheus(String what, String list, String... fields)
      throws Exception {
    var answer = project.get(Port.PROMETHEUS, "/api/v1/" + what);
    return rows(answer.at("/data/" + list), List.of(fields));
  }

  /** One for each element: its fields, with blanks between. */
  private static List<String> rows(JsonNode list, List<String> fields) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> fields.stream().map(f -> each.at(f).asText()).collect(joining(" ")))
        .toList();
  }

  private static ConditionFactory awaiting(String what) {
    return await(what)
        .atMost(Part.PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions();
  }
}
