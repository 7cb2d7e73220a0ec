package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions that last over chunks, restarts of the stage, heartbeats and edits. */
@Tag("slow")
class AggregatedSessionsTest {

  private static final String EXITS =
      """
      aggregations:
        - name: exits
          from: kvm_run_exit
          group-by: [reason]
          window: {session: 3s, max: 1m}
          measures: {exits: count, per_second: rate}
      """;

  @RegisterExtension private final DeclaredFile file = DeclaredFile.temporary();

  private static GuestLog exits(int reason, double... seconds) {
    var log = new GuestLog();
    for (double second : seconds) {
      log.line(second, "kvm_run_exit cpu_index 0, reason " + reason);
    }
    return log;
  }

  /** {@code session 3s 12:00:01 to 12:00:07.500: reason 2, 3 exits}. */
  private List<String> sentences(DecodeDriver driver) {
    return file.results(driver, "exits").stream()
        .map(
            result ->
                "%s %s to %s: reason %s, %s exits%s"
                    .formatted(
                        result.get("window"),
                        time(result.get("windowStart")),
                        time(result.get("windowEnd")),
                        result.get("reason"),
                        result.get("exits"),
                        Boolean.TRUE.equals(result.get("complete")) ? "" : ", incomplete"))
        .toList();
  }

  private static String time(Object epochMs) {
    return Instant.ofEpochMilli((long) epochMs).toString().substring(11).replace("Z", "");
  }

  @Test
  void lastOverRestartsAndEndByHeartbeatsAndSilence() throws IOException {
    file.write(EXITS);
    var first = file.driver();
    first.send(exits(2, 1, 2.5).of("vm-7"));
    var second = file.driver();
    first.moveStateTo(second);
    second.send(exits(2, 4.5).of("vm-7"));
    second.send(GuestLog.heartbeat("vm-7", 12));
    assertThat(sentences(second)).isEmpty();

    second.send(GuestLog.heartbeat("vm-7", 13));
    assertThat(sentences(second))
        .containsExactly("session 3s 12:00:01 to 12:00:07.500: reason 2, 3 exits");

    second.send(exits(5, 20, 20.5).of("vm-7"));
    var third = file.driver();
    second.moveStateTo(third);
    third.send(GuestLog.heartbeat("vm-7", 22));
    assertThat(sentences(third)).isEmpty();
    third.fallSilent();
    assertThat(sentences(third))
        .containsExactly("session 3s 12:00:20 to 12:00:23.500: reason 5, 2 exits");
  }

  @Test
  void anEditThatComesWithARestartEndsThem() throws IOException {
    file.write(EXITS);
    var first = file.driver();
    first.send(exits(2, 1, 3, 5).of("vm-7"));
    file.write(EXITS.replace("session: 3s", "session: 4s"));
    var second = file.driver();
    first.moveStateTo(second);

    second.send(exits(2, 6, 8, 10, 11, 14, 20, 21, 40, 41).of("vm-7").from("log;offset=99"));
    second.fallSilent();

    assertThat(sentences(second))
        .containsExactly(
            "session 3s 12:00:01 to 12:00:11: reason 2, 6 exits, incomplete",
            "session 4s 12:00:11 to 12:00:18: reason 2, 2 exits, incomplete",
            "session 4s 12:00:20 to 12:00:25: reason 2, 2 exits",
            "session 4s 12:00:40 to 12:00:45: reason 2, 2 exits");
  }
}
