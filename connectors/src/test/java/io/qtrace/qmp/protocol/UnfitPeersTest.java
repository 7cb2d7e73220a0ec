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
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that QEMU cannot be made to be: the client says what is wrong with each, and waits for none
 * without end.
 */
@Tag("slow")
@Timeout(30)
class UnfitPeersTest {

  @TempDir Path directory;

  private Peers peers;

  @BeforeEach
  void open() {
    peers = new Peers(directory.resolve("qmp"), Peers.SHORT);
  }

  @AfterEach
  void close() throws Exception {
    peers.close();
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    Peer.at(peers.socket(), Peer.sends("")).close();

    assertThat(Files.exists(peers.socket())).isTrue();
    assertThatThrownBy(() -> QmpClient.connect(peers.socket(), Peers.SHORT, Set.of()))
        .isInstanceOf(QmpException.class)
        .hasMessage(
            "no connection (Connection refused): QEMU is gone, or the worker's user may not write to"
                + " the socket");
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
    peers.at(
        (commands, answers) -> {
          accepted.countDown();
          Thread.sleep(Long.MAX_VALUE);
        });
    peers.add(SocketChannel.open(UnixDomainSocketAddress.of(peers.socket())));
    accepted.await();
    for (int i = 0; i < 1000; i++) {
      var waiting = SocketChannel.open(StandardProtocolFamily.UNIX);
      waiting.configureBlocking(false);
      peers.add(waiting);
      try {
        if (!waiting.connect(UnixDomainSocketAddress.of(peers.socket()))) {
          break;
        }
      } catch (IOException e) {
        break;
      }
    }

    assertThatThrownBy(() -> QmpClient.connect(peers.socket(), Peers.SHORT, Set.of()))
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
    var socket = peers.at((commands, answers) -> answers.write("{\"QM".getBytes(UTF_8)));
    assertThatThrownBy(() -> QmpClient.connect(socket, Peers.SHORT, Set.of()))
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
        Peers.PATIENT,
        "sends a line of more than 16 MiB, which QEMU never does; is it a QMP socket?");
  }

  /** A byte now and then, so that something always comes. */
  @Test
  void givesUpOnAPeerThatDribbles() throws Exception {
    var client =
        peers.client(
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
        peers.client(
            afterHandshake(
                answers -> answers.write("{\"return\": {}, \"id\": 7}\n".getBytes(UTF_8))));
    assertTimesOut(client);
  }

  @Test
  void givesUpOnAPeerThatReadsNothing() throws Exception {
    var client = peers.client(afterHandshake(answers -> Thread.sleep(Long.MAX_VALUE)));
    assertTimesOut(client);
    assertThatThrownBy(() -> client.execute("x", Map.of("a", "b".repeat(4 << 20))))
        .isInstanceOf(QmpException.class)
        .hasMessage("takes no command for 300 ms");
  }

  private void assertRefused(Behaviour behaviour, String message) throws IOException {
    assertRefused(behaviour, Peers.SHORT, message);
  }

  private void assertRefused(Behaviour behaviour, QmpClient.Timeouts timeouts, String message)
      throws IOException {
    var socket = peers.at(behaviour);
    assertThatThrownBy(() -> QmpClient.connect(socket, timeouts, Set.of()))
        .isInstanceOf(QmpException.class)
        .hasMessage(message);
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
