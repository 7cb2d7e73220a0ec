package io.qtrace.alertmanager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.alertmanager.Answer.Accepted;
import io.qtrace.alertmanager.Answer.Away;
import io.qtrace.alertmanager.Answer.Forbidden;
import io.qtrace.alertmanager.Answer.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayTest {

  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final Pace PACE =
      new Pace(
          2,
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3));

  private final Stub first = new Stub("first");
  private final Stub second = new Stub("second");
  private Duration passed = Duration.ZERO;
  private final Relay relay =
      new Relay(
          List.of(first, second),
          PACE,
          new Relay.Clocks(() -> START.plus(passed), () -> passed.toNanos()));

  /** Answers as it is told to, and remembers what it accepted: {@code name until time}. */
  private static final class Stub implements Alertmanager {
    private final String name;
    private final List<String> accepted = new ArrayList<>();
    private int requests;
    private Function<String, Answer> answer = body -> new Accepted();

    Stub(String name) {
      this.name = name;
    }

    @Override
    public CompletableFuture<Answer> post(byte[] alerts) {
      requests++;
      var body = new String(alerts, UTF_8);
      var given = answer.apply(body);
      if (given instanceof Accepted) {
        Arrays.stream(body.split("\"labels\"", -1))
            .skip(1)
            .map(
                one ->
                    one.replaceAll(
                        ".*alertname\":\"(\\w+)\".*endsAt\":\"[^T]*T([^\"]*)Z.*", "$1 until $2"))
            .forEach(accepted::add);
      }
      return CompletableFuture.completedFuture(given);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void sendsAnAlertToAllAndAgainAsLongAsItFires() {
    relay.changed("a", alert("a", null));
    relay.send();
    pass(Duration.ofSeconds(59));
    relay.send();
    pass(Duration.ofSeconds(1));
    relay.send();

    var expected = List.of("a until 12:05:00", "a until 12:06:00");
    assertThat(first.accepted).isEqualTo(expected);
    assertThat(second.accepted).isEqualTo(expected);
    assertThat(relay.needs("a")).isTrue();
  }

  @Test
  void endsAnAlertOnceAndForgetsIt() {
    relay.changed("a", alert("a", null));
    relay.send();
    pass(Duration.ofSeconds(30));
    relay.changed("a", alert("a", START.plusSeconds(20)));
    assertThat(relay.needs("a")).isTrue();
    relay.send();
    pass(Duration.ofMinutes(2));
    relay.send();

    assertThat(first.accepted).containsExactly("a until 12:05:00", "a until 12:00:20");
    assertThat(relay.needs("a")).isFalse();
  }

  @Test
  void triesAgainWithLongerPausesAndSendsTheLatestThen() {
    first.answer = body -> new Away("connection refused");
    second.answer = first.answer;
    relay.changed("a", alert("a", null));
    var tries = new ArrayList<Long>();
    for (int tenth = 0; tenth < 100; tenth++) {
      int before = first.requests;
      relay.send();
      if (first.requests > before) {
        tries.add(passed.toMillis());
      }
      pass(Duration.ofMillis(100));
    }
    assertThat(tries).containsExactly(0L, 1_000L, 3_000L, 6_000L, 9_000L);
    assertThat(relay.idle()).isEqualTo(Duration.ofSeconds(2));

    relay.changed("a", alert("a", START));
    relay.changed("b", alert("b", null));
    first.answer = body -> new Accepted();
    pass(Duration.ofSeconds(2));
    relay.send();
    assertThat(first.accepted).containsExactly("a until 12:00:00", "b until 12:05:12");
    assertThat(relay.needs("a")).as("one of the two has it").isFalse();
  }

  @Test
  void sendsAllThatFiresToOneThatIsBackForItMayHaveForgotten() {
    relay.changed("a", alert("a", null));
    relay.send();
    first.answer = body -> new Away("it answers 503");
    relay.changed("b", alert("b", null));
    relay.send();
    first.answer = body -> new Accepted();
    pass(Duration.ofSeconds(1));
    relay.send();
    relay.send();

    assertThat(first.accepted)
        .containsExactly(
            "a until 12:05:00", "b until 12:05:01", "a until 12:05:01", "b until 12:05:01");
    assertThat(second.accepted).containsExactly("a until 12:05:00", "b until 12:05:00");
  }

  @Test
  void findsTheOneThatIsRefusedAndSendsTheOthers() {
    first.answer = body -> body.contains("bad") ? new Refused("it answers 400") : new Accepted();
    for (var name : List.of("a", "bad", "c", "d")) {
      relay.changed(name, alert(name, null));
    }
    var refused = relay.send();

    assertThat(refused).containsExactly(new Relay.Refusal("bad", "first: it answers 400"));
    assertThat(first.accepted).map(one -> one.substring(0, 1)).containsExactly("a", "c", "d");
    assertThat(relay.needs("bad")).isFalse();
    assertThat(relay.send()).isEmpty();
  }

  @Test
  void saysWhoDoesNotLetItIn() {
    second.answer = body -> new Forbidden("it answers 401; check basic.auth.* or bearer.token");
    relay.changed("a", alert("a", null));
    assertThatThrownBy(relay::send)
        .isInstanceOf(ForbiddenException.class)
        .hasMessage("Alertmanager at second: it answers 401; check basic.auth.* or bearer.token");
    assertThat(relay.needs("a")).isTrue();
  }

  @Test
  void forgetsWhatAnAwayOneHasEndedByItself() {
    second.answer = body -> new Away("no answer in time");
    relay.changed("a", alert("a", START));
    relay.send();
    pass(Duration.ofMinutes(6));
    relay.send();
    int before = second.requests;
    pass(Duration.ofMinutes(1));
    relay.send();
    assertThat(second.requests).isEqualTo(before);
  }

  @Test
  void bringsTimesIntoAnOrderThatAlertmanagerTakes() {
    var early = alert("early", START.minusSeconds(3_600));
    var ahead =
        new PostedAlert(
            Map.of("alertname", "ahead"),
            Map.of("summary", "a \"b\""),
            START.plusSeconds(60),
            START.plusSeconds(70),
            "http://g");
    assertThat(
            new String(AlertJson.of(List.of(early, ahead), START, START.plusSeconds(300)), UTF_8))
        .isEqualTo(
            "[{\"labels\":{\"alertname\":\"early\"},\"annotations\":{},"
                + "\"startsAt\":\"2026-01-01T11:50:00Z\",\"endsAt\":\"2026-01-01T11:50:00Z\"},"
                + "{\"labels\":{\"alertname\":\"ahead\"},\"annotations\":{\"summary\":\"a \\\"b\\\"\"},"
                + "\"startsAt\":\"2026-01-01T12:00:00Z\",\"endsAt\":\"2026-01-01T12:00:00Z\","
                + "\"generatorURL\":\"http://g\"}]");
  }

  @Test
  void makesNamesValid() {
    assertThat(Names.valid(Map.of("a-b", "1", "a.b", "2", "9c", "3", "", "4", "ok", "5")))
        .isEqualTo(Map.of("a_b", "1", "a_b_", "2", "_9c", "3", "_", "4", "ok", "5"));
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
  }

  private static PostedAlert alert(String name, @Nullable Instant ended) {
    return new PostedAlert(
        Map.of("alertname", name), Map.of(), START.minus(Duration.ofMinutes(10)), ended, "");
  }
}
