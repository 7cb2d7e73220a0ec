package io.qtrace.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qtrace.web.OpenConnections.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers as they should not be, on real sockets. */
@Tag("slow")
final class WebServerTest {

  private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";
  private static final int BIG = 8 << 20;

  private final List<Socket> peers = new ArrayList<>();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        WebServer.start(
            "127.0.0.1",
            0,
            Map.ofEntries(
                WebServer.page("/health", () -> Page.text(200, "running\n")),
                WebServer.page(
                    "/big", () -> new Page(200, "text/plain", ByteBuffer.allocate(BIG)))),
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(2)));
  }

  @AfterEach
  void stop() throws IOException {
    for (var peer : peers) {
      peer.close();
    }
    server.close();
  }

  @Test
  void servesWhileHundredsOfRequestsAreHalfSent() throws IOException {
    var half = open(300, "GET /health HTTP/1.1\r\nHost: x\r\nX-");
    assertHealthIsQuick();
    assertThat(half.get(0).getInputStream().read()).as("the oldest had to go").isEqualTo(-1);
  }

  @Test
  void servesWhileHundredsSayNothingOrAreHalfClosed() throws IOException {
    open(200, "");
    for (var peer : open(200, "G")) {
      peer.shutdownOutput();
    }
    assertHealthIsQuick();
  }

  @Test
  void servesWhileNobodyReadsLongAnswers() throws IOException {
    open(100, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    assertHealthIsQuick();
    assertThat(ask("GET /big HTTP/1.1\r\n" + END)).hasSizeGreaterThan(BIG);
  }

  @Test
  void aRequestThatDripsInIsGivenUp() throws IOException {
    var peer = open(1, "GET /health HTTP/1.1\r\nHost: x\r\nX-").get(0);
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !takes(peer));
  }

  private static boolean takes(Socket peer) {
    try {
      peer.getOutputStream().write('x');
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whoIsSilentBetweenRequestsMayComeAgainAfterAWhile() throws Exception {
    var peer = open(1, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n").get(0);
    var in = peer.getInputStream();
    assertThat(in.read()).isEqualTo('H');
    await()
        .pollDelay(Duration.ofSeconds(3)) // longer than a request may take
        .untilAsserted(() -> assertThat(in.available()).isPositive());
    in.skipNBytes(in.available());
    peer.getOutputStream().write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
    assertThat(in.read()).isEqualTo('H');
  }

  @Test
  void anAnswerThatNobodyReadsIsGivenUp() throws IOException {
    var peer = open(1, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n").get(0);
    // Nothing is read until the server has closed; then what the kernel has comes, and no more.
    await().atMost(Duration.ofSeconds(10)).until(() -> !takes(peer));
    long read = 0;
    var buffer = new byte[1 << 16];
    try {
      for (int n = peer.getInputStream().read(buffer);
          n >= 0;
          n = peer.getInputStream().read(buffer)) {
        read += n;
      }
    } catch (IOException e) {
      // reset
    }
    assertThat(read).isLessThan(BIG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO", "get"})
  void onlyGetAndHeadAreAllowed(String method) throws IOException {
    assertThat(ask(method + " /health HTTP/1.1\r\n" + END))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD\r\n")
        .endsWith("\r\n\r\nonly GET and HEAD\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/health/", "/health/x", "/healthy", "/heal", "/HEALTH", "/health/..", "*"})
  void whatIsNotThereIsNotFound(String path) throws IOException {
    assertThat(ask("GET " + path + " HTTP/1.1\r\n" + END))
        .matches("(?s)HTTP/1.1 40[04] .*")
        .doesNotContain("running");
    assertThat(ask("DELETE " + path + "x HTTP/1.1\r\n" + END)).matches("(?s)HTTP/1.1 40[04] .*");
  }

  @Test
  void headHasTheLengthAndNoBody() throws IOException {
    assertThat(ask("HEAD /health HTTP/1.1\r\n" + END))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 8\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void answersSayNothingOfTheServer() throws IOException {
    for (var request : List.of("GET /health HTTP/1.1\r\n", "GET /<b> HTTP/1.1\r\n", "\0\0\r\n")) {
      assertThat(ask(request + END)).doesNotContainIgnoringCase("jetty", "server:", "<b>", "java");
    }
  }

  @Test
  void longHeadersAreRefused() throws IOException {
    assertThat(ask("GET /health HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n" + END))
        .startsWith("HTTP/1.1 431 ");
    assertThat(ask("GET /health?" + "x".repeat(100_000) + " HTTP/1.1\r\n" + END))
        .startsWith("HTTP/1.1 414 ");
    assertThat(ask("GET /health HTTP/1.1\r\n" + "X: y\r\n".repeat(20_000) + END))
        .startsWith("HTTP/1.1 431 ");
    assertHealthIsQuick();
  }

  @Test
  void oldAndPipelinedRequestsAreAnswered() throws IOException {
    assertThat(ask("GET /health HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\nrunning\n");
    assertThat(
            ask(
                "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)
                    + "GET /none HTTP/1.1\r\n"
                    + END))
        .containsPattern("(?s)(HTTP/1.1 200 OK.*running\n){3}HTTP/1.1 404 .*Not Found\n$");
    assertThat(ask("GET /health HTTP/9.9\r\n" + END)).startsWith("HTTP/1.1 505 ");
    assertThat(ask("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  /** The median: the machine may be busy with something else once. */
  private void assertHealthIsQuick() throws IOException {
    var tookMs = new ArrayList<Long>();
    for (int i = 0; i < 15; i++) {
      long startNs = System.nanoTime();
      assertThat(ask("GET /health HTTP/1.1\r\n" + END)).endsWith("running\n");
      tookMs.add((System.nanoTime() - startNs) / 1_000_000);
    }
    assertThat(tookMs.stream().sorted().skip(7).findFirst().orElseThrow())
        .as("ms of %s", tookMs)
        .isLessThanOrEqualTo(100);
  }

  private List<Socket> open(int count, String beginning) throws IOException {
    var opened = new ArrayList<Socket>();
    for (int i = 0; i < count; i++) {
      var peer = new Socket(InetAddress.getLoopbackAddress(), server.port());
      peers.add(peer);
      opened.add(peer);
      peer.setSoTimeout(10_000);
      peer.getOutputStream().write(beginning.getBytes(ISO_8859_1));
    }
    return opened;
  }

  /** All that is answered until the server closes. */
  private String ask(String request) throws IOException {
    try (var peer = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      peer.setSoTimeout(10_000);
      try {
        peer.getOutputStream().write(request.getBytes(ISO_8859_1));
      } catch (IOException e) {
        // it was refused before its end
      }
      return new String(peer.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
