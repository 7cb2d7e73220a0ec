package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** States that last over chunks, restarts of the stage, heartbeats and edits. */
@Tag("slow")
class AggregatedStatesTest {

  private static final String LAST_EXIT =
      """
      aggregations:
        - name: last-exit
          state: {event: kvm_run_exit, value: reason, by: cpu_index}
          group-by: [cpu_index]
          window: 10s
          measures: {seconds: time_in, entered: transitions}
      """;

  @RegisterExtension private final DeclaredFile file = DeclaredFile.temporary();

  private static GuestLog exit(GuestLog log, double second, int cpu, int reason) {
    return log.line(second, "kvm_run_exit cpu_index %d, reason %d".formatted(cpu, reason));
  }

  /** {@code 12:00:10 cpu 1 reason 2: 3.5 s, entered 1}. */
  private List<String> sentences(DecodeDriver driver) {
    return file.results(driver, "last-exit").stream()
        .map(
            result ->
                "%s cpu %s reason %s: %s s, entered %s"
                    .formatted(
                        Instant.ofEpochMilli((long) result.get("windowStart"))
                            .toString()
                            .substring(11, 19),
                        result.get("cpuIndex"),
                        result.get("state"),
                        result.get("seconds"),
                        result.get("entered")))
        .toList();
  }

  @Test
  void lastOverRestartsAndHeartbeats() throws IOException {
    file.write(LAST_EXIT);
    var first = file.driver();
    first.send(exit(exit(new GuestLog(), 1, 0, 2), 4, 1, 5).of("vm-7"));
    var second = file.driver();
    first.moveStateTo(second);

    second.send(exit(new GuestLog(), 7, 0, 3).of("vm-7"));
    second.send(GuestLog.heartbeat("vm-7", 16));
    assertThat(sentences(second))
        .containsExactly(
            "12:00:00 cpu 0 reason 2: 6.0 s, entered 1",
            "12:00:00 cpu 1 reason 5: 6.0 s, entered 1",
            "12:00:00 cpu 0 reason 3: 3.0 s, entered 1");

    second.send(GuestLog.heartbeat("vm-7", 26));
    var third = file.driver();
    second.moveStateTo(third);
    third.send(GuestLog.heartbeat("vm-7", 36));
    third.fallSilent();
    assertThat(sentences(third))
        .containsExactly(
            "12:00:20 cpu 1 reason 5: 10.0 s, entered 0",
            "12:00:20 cpu 0 reason 3: 10.0 s, entered 0",
            "12:00:30 cpu 1 reason 5: 6.0 s, entered 0",
            "12:00:30 cpu 0 reason 3: 6.0 s, entered 0");
  }

  @Test
  void anEditBehindARestartKnowsTheStates() throws IOException {
    file.write(LAST_EXIT);
    var first = file.driver();
    first.send(exit(exit(new GuestLog(), 1, 0, 2), 4, 0, 5).of("vm-7"));
    file.write(LAST_EXIT.replace("group-by", "where: state > 2\n    group-by"));
    var second = file.driver();
    first.moveStateTo(second);

    second.send(exit(exit(new GuestLog(), 5, 0, 5), 13, 0, 2).goesOn(20).of("vm-7"));
    second.fallSilent();

    assertThat(sentences(second))
        .containsExactly(
            "12:00:00 cpu 0 reason 2: 3.0 s, entered 1",
            "12:00:00 cpu 0 reason 5: 6.0 s, entered 1",
            "12:00:10 cpu 0 reason 5: 3.0 s, entered 0");
  }
}
