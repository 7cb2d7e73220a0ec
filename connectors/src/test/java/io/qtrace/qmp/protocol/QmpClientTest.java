package io.qtrace.qmp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.qmp.Peer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asks a peer, and is told of events. */
@Timeout(30)
class QmpClientTest {

  @TempDir Path directory;

  private Peers peers;

  @BeforeEach
  void open() {
    peers = new Peers(directory.resolve("qmp"), Peers.PATIENT);
  }

  @AfterEach
  void close() throws Exception {
    peers.close();
  }

  @Test
  void asksAndIsAnswered() throws Exception {
    var qemu = new Peer.Qemu();
    qemu.returns.put("query-name", "{\"name\": \"fish\"}");
    qemu.errors.put("x-query-ramblock", "not today");
    var client = peers.client(qemu);

    assertThat(client.execute("query-name", Map.of()).path("name").asText()).isEqualTo("fish");
    assertThatThrownBy(() -> client.execute("x-query-ramblock", Map.of()))
        .isInstanceOf(QmpRefusedException.class)
        .hasMessage("QEMU refuses x-query-ramblock: not today");
    client.execute("human-monitor-command", Map.of("command-line", "info mtree -f"));
    assertThat(qemu.received)
        .containsExactly(
            "{\"execute\":\"qmp_capabilities\",\"id\":1}",
            "{\"execute\":\"query-name\",\"id\":2}",
            "{\"execute\":\"x-query-ramblock\",\"id\":3}",
            "{\"execute\":\"human-monitor-command\","
                + "\"arguments\":{\"command-line\":\"info mtree -f\"},\"id\":4}");
  }

  @Test
  void tellsOfTheEventsWantedAlsoThoseThatCameBefore() throws Exception {
    var qemu = new Peer.Qemu();
    var client = peers.client(qemu);
    assertThat(client.awaitEvent(Duration.ofMillis(50))).isFalse();

    qemu.event("RTC_CHANGE");
    qemu.event("RESET");
    client.execute("query-name", Map.of());

    assertThat(client.awaitEvent(Duration.ZERO)).isTrue();
    assertThat(client.awaitEvent(Duration.ofMillis(50))).isFalse();
    qemu.event("RTC_CHANGE");
    assertThat(client.awaitEvent(Duration.ofMillis(50))).isFalse();
    qemu.event("RESET");
    assertThat(client.awaitEvent(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void skipsEventsBeforeTheGreeting() throws Exception {
    var qemu = new Peer.Qemu();
    qemu.returns.put("query-name", "{\"name\": \"fish\"}");
    var client =
        peers.client(
            (commands, answers) -> {
              answers.write(event("VSERPORT_CHANGE").getBytes(UTF_8));
              answers.write(event("RESET").getBytes(UTF_8));
              qemu.serve(commands, answers);
            });

    assertThat(client.awaitEvent(Duration.ofMillis(1))).isTrue();
    assertThat(client.execute("query-name", Map.of()).path("name").asText()).isEqualTo("fish");
  }

  private static String event(String name) {
    return "{\"event\": \"%s\"}\r\n".formatted(name);
  }

  /** As QEMU does with -qmp-pretty; braces and quotes in strings are none. */
  @Test
  void readsValuesOverSeveralLines() throws Exception {
    var client =
        peers.client(
            (commands, answers) -> {
              answers.write("{\r\n    \"QMP\": {\r\n    }\r\n}\r\n\r\n".getBytes(UTF_8));
              for (int id = 1; commands.readLine() != null; id++) {
                var answer =
                    "{\n  \"return\": {\n    \"text\": \"a } \\\" { \\\\\"\n  },\n  \"id\": %d\n}\n";
                for (byte one : answer.formatted(id).getBytes(UTF_8)) {
                  answers.write(one);
                }
              }
            });

    assertThat(client.execute("query-name", Map.of()).path("text").asText())
        .isEqualTo("a } \" { \\");
    assertThat(client.execute("query-name", Map.of()).path("text").asText()).hasSize(9);
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    var client = peers.client(new Peer.Qemu());
    var thread = Thread.currentThread();
    new Thread(thread::interrupt).start();
    assertThatThrownBy(() -> client.awaitEvent(Duration.ofHours(1)))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
