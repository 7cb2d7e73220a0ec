package io.qtrace.qmp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.qmp.Peer;
import io.qtrace.qmp.Peer.Behaviour;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that QEMU can not be made to be. */
@Timeout(30)
class QmpClientTest {

  private static final QmpClient.Timeouts TIMEOUTS =
      new QmpClient.Timeouts(Duration.ofMillis(300), Duration.ofMillis(300));

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  private Path socket() {
    return directory.resolve("qmp");
  }

  private Path peer(Behaviour behaviour) throws IOException {
    open.add(Peer.at(socket(), behaviour));
    return socket();
  }

  private QmpClient client(Behaviour behaviour) throws IOException {
    var client = QmpClient.connect(peer(behaviour), TIMEOUTS, Set.of("RESET"));
    open.add(client);
    return client;
  }

  private void assertRefused(Behaviour behaviour, String message) throws IOException {
    var socket = peer(behaviour);
    assertThatThrownBy(() -> QmpClient.connect(socket, TIMEOUTS, Set.of()))
        .isInstanceOf(QmpException.class)
        .hasMessage(message);
  }

  @Test
  void asksAndIsAnswered() throws Exception {
    var qemu = new Peer.Qemu();
    qemu.returns.put("query-name", "{\"name\": \"fish\"}");
    qemu.errors.put("x-query-ramblock", "not today");
    var client = client(qemu);

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
    var client = client(qemu);
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
        client(
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
        client(
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
  void saysThatNobodyListens() throws IOException {
    open.add(Peer.at(socket(), Peer.sends("")));
    close(open.remove(0));

    assertThat(Files.exists(socket())).isTrue();
    assertThatThrownBy(() -> QmpClient.connect(socket(), TIMEOUTS, Set.of()))
        .isInstanceOf(QmpException.class)
        .hasMessage(
            "no connection (Connection refused): QEMU is gone, or the worker's user may not write to"
                + " the socket");
  }

  private static void close(AutoCloseable it) {
    try {
      it.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saysThatAnotherClientHoldsTheSocket() throws IOException {
    assertRefused(
        Peer.sends(""),
        "no greeting within 300 ms: QEMU serves one client of a QMP socket at a time, and another"
            + " one, such as libvirt, may hold this one; give qtrace a socket of its own");
  }

  /** Nobody accepts any more, and the queue of those who wait is full. */
  @Test
  void doesNotQueueForever() throws Exception {
    var accepted = new CountDownLatch(1);
    peer(
        (commands, answers) -> {
          accepted.countDown();
          Thread.sleep(Long.MAX_VALUE);
        });
    open.add(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
    accepted.await();
    for (int i = 0; i < 1000; i++) {
      var waiting = SocketChannel.open(StandardProtocolFamily.UNIX);
      waiting.configureBlocking(false);
      open.add(waiting);
      try {
        if (!waiting.connect(UnixDomainSocketAddress.of(socket()))) {
          break;
        }
      } catch (IOException e) {
        break;
      }
    }

    assertThatThrownBy(() -> QmpClient.connect(socket(), TIMEOUTS, Set.of()))
        .isInstanceOf(QmpException.class)
        .hasMessageStartingWith("no connection (");
  }

  @Test
  void refusesWhatIsNotQmp() throws IOException {
    assertRefused(
        Peer.sends("220 \u0007mail.example.org ESMTP\r\n"),
        "sends '220 ?mail.example.org ESMTP', which is not QMP");
  }

  @Test
  void refusesJsonThatIsNotQmp() throws IOException {
    assertRefused(Peer.sends("{\"hello\": 1}\n"), "greets with {\"hello\":1}, which is not QMP");
  }

  @Test
  void refusesJsonThatIsNested() throws IOException {
    assertRefused(
        Peer.sends("[".repeat(5000) + "\n"),
        "sends '%s…', which is not QMP".formatted("[".repeat(60)));
  }

  @Test
  void saysThatQemuHasHungUp() throws IOException {
    var socket = peer((commands, answers) -> answers.write("{\"QM".getBytes(UTF_8)));
    assertThatThrownBy(() -> QmpClient.connect(socket, TIMEOUTS, Set.of()))
        .isInstanceOf(EOFException.class)
        .hasMessage("QEMU has closed the connection");
  }

  @Test
  void givesUpOnALineWithoutEnd() throws IOException {
    assertRefused(
        (commands, answers) -> {
          while (true) {
            answers.write(new byte[64 << 10]);
          }
        },
        "sends a line of more than 16 MiB, which QEMU never does; is it a QMP socket?");
  }

  /** A byte now and then, so that something always comes. */
  @Test
  void givesUpOnAPeerThatDribbles() throws Exception {
    var client =
        client(
            afterHandshake(
                answers -> {
                  answers.write(' ');
                  Thread.sleep(20);
                }));
    assertTimesOut(client);
  }

  @Test
  void givesUpOnAPeerThatAnswersSomethingElseForEver() throws Exception {
    var client =
        client(
            afterHandshake(
                answers -> answers.write("{\"return\": {}, \"id\": 7}\n".getBytes(UTF_8))));
    assertTimesOut(client);
  }

  @Test
  void givesUpOnAPeerThatReadsNothing() throws Exception {
    var client = client(afterHandshake(answers -> Thread.sleep(Long.MAX_VALUE)));
    assertTimesOut(client);
    assertThatThrownBy(() -> client.execute("x", Map.of("a", "b".repeat(4 << 20))))
        .isInstanceOf(QmpException.class)
        .hasMessage("takes no command for 300 ms");
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    var client = client(new Peer.Qemu());
    var thread = Thread.currentThread();
    new Thread(thread::interrupt).start();
    assertThatThrownBy(() -> client.awaitEvent(Duration.ofHours(1)))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void assertTimesOut(QmpClient client) {
    long begin = System.nanoTime();
    assertThatThrownBy(() -> client.execute("query-name", Map.of()))
        .isInstanceOf(QmpException.class)
        .hasMessage("no answer to query-name within 300 ms; QEMU may be stopped or very busy");
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(290), Duration.ofSeconds(5));
  }

  private interface Step {
    void run(OutputStream answers) throws Exception;
  }

  private static Behaviour afterHandshake(Step step) {
    return (commands, answers) -> {
      answers.write(Peer.GREETING.getBytes(UTF_8));
      commands.readLine();
      answers.write("{\"return\": {}, \"id\": 1}\n".getBytes(UTF_8));
      while (true) {
        step.run(answers);
      }
    };
  }
}
