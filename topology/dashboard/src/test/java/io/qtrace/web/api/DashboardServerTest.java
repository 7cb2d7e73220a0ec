package io.qtrace.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.fleet.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers, scripts and others get. */
@Tag("slow")
final class DashboardServerTest {

  private static final String END = "\r\nConnection: close\r\n\r\n";

  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = new Served();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void sortsFiltersAndPages() throws Exception {
    assertThat(served.json("/api/v1/vms").at("/vms/0/vm").asText()).isEqualTo("vm-2");
    assertThat(served.json("/api/v1/vms?sort=vm").at("/vms/0/vm").asText()).isEqualTo("vm-1");
    assertThat(served.json("/api/v1/vms?filter=PC.BIOS").at("/total").asInt()).isEqualTo(1);
    var first = served.json("/api/v1/vms?limit=1");
    assertThat(first.at("/cursor").asText()).isEqualTo("1");
    var second = served.json("/api/v1/vms?limit=1&cursor=1");
    assertThat(second.at("/vms/0/vm").asText()).isEqualTo("vm-1");
    assertThat(second.at("/cursor").isNull()).isTrue();
    assertThat(served.json("/api/v1/vms?cursor=2147483647").at("/vms")).isEmpty();
  }

  @Test
  void whatHas64BitsIsText() throws Exception {
    var result = served.json("/api/v1/aggregations/accesses/results?vm=vm-2").at("/results/0");
    assertThat(result.get("accesses").asText()).isEqualTo("9223372036854775807");
    assertThat(result.get("accesses").isTextual()).isTrue();
    assertThat(result.get("address").asText()).isEqualTo("0xfffffffffffff000");
    assertThat(result.get("windowStart").asText()).isEqualTo("2026-12-01T10:00:10.000Z");
  }

  @Test
  void saysThatKafkaIsAway() throws Exception {
    var answer = served.ask("/api/v1/windows?vm=vm-1");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("cannot be read from Kafka now");
  }

  @ParameterizedTest
  @CsvSource({
    "200, 127.0.0.1",
    "200, 127.0.0.1:8080",
    "200, [::1]:8080",
    "200, localhost:1",
    "200, LOCALHOST",
    "200, qtrace.example.org",
    "421, evil.example",
    "421, 127.0.0.1.evil.example",
    "421, localhost.evil.example",
    "421, qtrace.example.org.evil.example:8080",
  })
  void answersToItsOwnNamesOnly(int status, String host) throws IOException {
    assertThat(served.raw("GET /api/v1/fleet HTTP/1.1\r\nHost: " + host + END))
        .startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1/fleet", "/api/v1/nothing", "/metrics", "/x.js"})
  void everyAnswerTellsBrowsersToTakeNothingFromElsewhere(String path) throws Exception {
    var headers = served.ask(path).headers();
    assertThat(headers.firstValue("content-security-policy").orElse(""))
        .startsWith("default-src 'self'");
    assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(headers.firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("server")).isEmpty();
    assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void nothingCanBeChanged(String method) throws Exception {
    for (var path : List.of("/api/v1/fleet", "/api/v1/stream?view=fleet", "/metrics", "/x.js")) {
      assertThat(served.ask(path, method).statusCode()).as(path).isEqualTo(405);
    }
  }

  @Test
  void servesTheLibraryAndNothingBesideIt() throws Exception {
    var dist = "/webjars/uplot/1.6.30/dist/";
    var library = served.ask(dist + "uPlot.iife.min.js");
    assertThat(library.statusCode()).isEqualTo(200);
    assertThat(library.headers().firstValue("content-type").orElse("")).contains("javascript");
    assertThat(served.ask(dist + "uPlot.min.css").statusCode()).isEqualTo(200);
    for (var other :
        List.of(
            "/webjars/uplot/1.6.30/package.json",
            "/webjars/uplot/1.6.30/dist/",
            "/webjars/uplot/1.6.30/src/uPlot.js",
            "/io/qtrace/web/openapi.json",
            "/openapi.json",
            "/lib/",
            "/.js")) {
      assertThat(served.ask(other).statusCode()).as(other).isEqualTo(404);
    }
  }

  @Test
  void whateverIsAskedIsAnsweredOrRefused() throws IOException {
    var random = new Random(16);
    for (int i = 0; i < 500; i++) {
      var path = noise(random, random.nextInt(200));
      var begin = random.nextBoolean() ? "/api/v1/vms/" : "/" + noise(random, 5);
      var header = random.nextInt(3) == 0 ? noise(random, 40) + ": " + noise(random, 40) : "X: y";
      var answer =
          served.raw("GET " + begin + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + END);
      assertThat(answer).as(path).matches("(?s)(HTTP/1\\.1 (200|4\\d\\d|505) .*)?");
      assertThat(answer).doesNotContain("Exception", "\tat ");
    }
    assertThat(served.raw("GET /api/v1/fleet HTTP/1.1\r\nHost: localhost" + END)).contains(" 200 ");
  }

  private static String noise(Random random, int length) {
    var letters = "/%2eA0.?&=;:+-_~\\\"'<>{}|^`\u00e9 \t\u0001";
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @Test
  void whoDoesNotReadMissesWhatComesAndHoldsUpNobody() throws Exception {
    var stalled = new ArrayList<Socket>();
    for (int i = 0; i < 20; i++) {
      stalled.add(
          served.connect("GET /api/v1/stream?view=fleet HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }
    try (var in = served.listen("fleet");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (int window = 10; window < 14; window++) {
        served.fleet.add(Sample.block("vm-1", "pc.ram", window, 10L * window));
        long since = System.nanoTime();
        var wanted = "\"conversionsPerSecond\":%d.0".formatted(window);
        while (!String.valueOf(lines.readLine()).contains(wanted)) {
          assertThat(System.nanoTime() - since).isLessThan(5_000_000_000L);
        }
      }
    }
    for (var peer : stalled) {
      peer.close();
    }
  }

  @Test
  void moreThan256CannotListenUntilOneGoes() throws Exception {
    var listening = new ArrayList<InputStream>();
    for (int i = 0; i < 256; i++) {
      listening.add(served.listen("alerts,fleet"));
    }
    assertThat(served.ask("/api/v1/stream?view=fleet").statusCode()).isEqualTo(503);
    assertThat(served.ask("/api/v1/fleet").statusCode()).isEqualTo(200);
    for (var in : listening) {
      in.close();
    }
    Awaitility.await()
        .until(
            () -> {
              try (var in = served.listen("fleet")) {
                return in.read() > 0;
              } catch (IOException e) {
                return false;
              }
            });
  }
}
