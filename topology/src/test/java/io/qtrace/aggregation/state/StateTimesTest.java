package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.SimpleTrace;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long things are in states, by hand. */
class StateTimesTest {

  private static final String FILE =
      """
      aggregations:
        - name: modes
          state: {event: mode, value: now, by: id}
          window: 10s
          measures: {seconds: time_in, entered: transitions}
      """;

  private static final String WITH_INITIAL = FILE.replace("value: now", "value: now, initial: was");

  private static final int TICK = 1;
  private static final int MODE = 4;

  private static final int UNMAPPED = 7;

  private static final long START_NS = 1_700_000_000_000_000_000L;

  private final TracedVm vm = new TracedVm();
  private SimpleTrace trace =
      new SimpleTrace().header().mapping(TICK, "tick").mapping(MODE, "mode");

  private StateTimesTest mode(double second, int id, String was, String now) {
    trace.event(MODE, ns(second), id, was, now);
    return this;
  }

  private StateTimesTest tick(double second) {
    trace.event(TICK, ns(second));
    return this;
  }

  private static long ns(double second) {
    return START_NS + Math.round(second * 1e9);
  }

  private List<String> results(String file) {
    vm.declare(file);
    vm.whole(trace.toBytes());
    vm.silence();
    return sentences();
  }

  /** {@code 10: idle 3.5 s, entered 2}, and what is not known. */
  private List<String> sentences() {
    return vm.results().stream()
        .map(
            result -> {
              var values = result.values();
              long start = ((Instant) values.get("windowStart")).getEpochSecond();
              return "%d: %s %s s, entered %s%s%s%s"
                  .formatted(
                      start - START_NS / 1_000_000_000,
                      values.get("state"),
                      values.get("seconds"),
                      values.get("entered"),
                      Long.valueOf(0).equals(values.get("forgotten"))
                          ? ""
                          : ", %s forgotten".formatted(values.get("forgotten")),
                      Double.valueOf(0).equals(values.get("unsure"))
                          ? ""
                          : ", %s s unsure".formatted(values.get("unsure")),
                      Boolean.TRUE.equals(values.get("complete")) ? "" : ", incomplete");
            })
        .toList();
  }

  @Test
  void splitsTimeOverWindows() {
    tick(0).mode(2, 1, "off", "idle").mode(5, 1, "idle", "busy").mode(12, 1, "busy", "idle");
    tick(20).tick(21);

    assertThat(results(FILE))
        .containsExactly(
            "0: idle 3.0 s, entered 1",
            "0: busy 5.0 s, entered 1",
            "10: busy 2.0 s, entered 0",
            "10: idle 8.0 s, entered 1");
  }

  @Test
  void countsTheStateBeforeTheFirstEventFromTheBeginningOfTheTrace() {
    tick(1).mode(4, 1, "off", "off").mode(6, 2, "off", "on").tick(10).tick(11);

    assertThat(results(WITH_INITIAL))
        .containsExactly("0: off 14.0 s, entered 0", "0: on 4.0 s, entered 1");
  }

  @Test
  void countsNoTransitionWhereTheStateStaysTheSame() {
    tick(0).mode(1, 1, "", "a").mode(3, 1, "", "a").mode(7, 1, "", "b").mode(8, 1, "", "a");
    tick(10).tick(11);

    assertThat(results(FILE)).containsExactly("0: a 8.0 s, entered 2", "0: b 1.0 s, entered 1");
  }

  @Test
  void aWindowWithoutAnEventOfTheThingHasItsState() {
    mode(1, 1, "", "on").tick(31).tick(36);

    assertThat(results(FILE))
        .containsExactly(
            "0: on 9.0 s, entered 1",
            "10: on 10.0 s, entered 0",
            "20: on 10.0 s, entered 0",
            "30: on 1.0 s, entered 0");
  }

  @Test
  void groupsAndConditionsAreOfTheEventThatSaidTheState() {
    mode(0, 1, "x", "on").mode(0, 2, "y", "on").mode(0, 3, "z", "on").mode(4, 2, "z", "on");
    tick(10).tick(11);

    assertThat(
            results(
                FILE.replace("window:", "where: was != \"x\"\n    group-by: [was]\n    window:")))
        .containsExactly("0: on 4.0 s, entered 1", "0: on 16.0 s, entered 1");
    assertThat(vm.results())
        .extracting(result -> result.values().get("was"))
        .containsExactly("y", "z");
  }

  @Test
  void threadsMayWriteOutOfOrder() {
    mode(0, 1, "", "a").mode(3, 1, "", "c").mode(2, 1, "", "b").tick(10).tick(11);

    assertThat(results(FILE))
        .containsExactly("0: a 2.0 s, entered 1", "0: b 1.0 s, entered 1", "0: c 7.0 s, entered 1");
  }

  @Test
  void aLateEventHoldsFromThenOn() {
    mode(0, 1, "", "a").tick(15).tick(16).mode(8, 1, "", "b").mode(-1, 1, "", "c");
    tick(20).tick(21);

    assertThat(results(FILE))
        .containsExactly("0: a 10.0 s, entered 1", "10: b 10.0 s, entered 0, incomplete");
  }

  @Test
  void aDamagedTimeAheadHoldsNothingUp() {
    mode(0, 1, "", "a").mode(1e6, 1, "", "x").mode(5, 1, "", "b").tick(10).tick(11);

    assertThat(results(FILE)).containsExactly("0: a 5.0 s, entered 1", "0: b 5.0 s, entered 1");
  }

  /** The pane of the loss is unsure, and all behind it until the thing's next event. */
  @Test
  void behindALossStatesAreUnsure() {
    mode(0, 1, "", "on").mode(0, 2, "", "on").tick(13).tick(13);
    trace.event(UNMAPPED, ns(14));
    mode(32, 1, "", "on").tick(50).tick(51);

    assertThat(results(FILE))
        .containsExactly(
            "0: on 20.0 s, entered 2, incomplete",
            "10: on 20.0 s, entered 0, 20.0 s unsure, incomplete",
            "20: on 20.0 s, entered 0, 20.0 s unsure, incomplete",
            "30: on 20.0 s, entered 0, 12.0 s unsure, incomplete",
            "40: on 20.0 s, entered 0, 10.0 s unsure, incomplete");
  }

  @Test
  void theThingThatNothingWasSaidOfForLongestMakesRoom() {
    mode(0, 1, "", "a").mode(1, 2, "", "b").mode(2, 1, "", "a").mode(5, 3, "", "c");
    tick(10).tick(11);

    assertThat(results(FILE + "    limits: {things: 2}\n"))
        .containsExactly(
            "0: a 10.0 s, entered 1, 1 forgotten",
            "0: b 4.0 s, entered 1, 1 forgotten",
            "0: c 5.0 s, entered 1, 1 forgotten");
  }

  @Test
  void thingsOfAProcessEndWhenAnotherTakesItsPlace() {
    mode(0, 1, "", "on").mode(0, 2, "", "on");
    trace.pid(4712);
    mode(3, 2, "", "on").mode(4, 5, "", "off").mode(5, 5, "off", "on").tick(10).tick(11);

    assertThat(results(WITH_INITIAL))
        .containsExactly(
            "0: on 18.0 s, entered 3", "0:  1.0 s, entered 0", "0: off 1.0 s, entered 1");
  }

  @Test
  void ofALongPauseTheFirstAndTheLastWindowsHaveResults() {
    mode(1, 1, "", "on").tick(100_000).tick(100_001);

    var results = results(FILE);

    assertThat(results)
        .hasSize(62)
        .startsWith("0: on 9.0 s, entered 1", "99390: on 10.0 s, entered 0")
        .endsWith("99990: on 10.0 s, entered 0");
  }

  @Test
  void theLastEventCounts() {
    mode(0, 1, "", "on").mode(300, 1, "", "off");

    assertThat(results(FILE.replace("10s", "1h")))
        .containsExactly("-800: on 300.0 s, entered 1", "-800: off 0.0 s, entered 1");
  }

  @Test
  void goesOnAfterSilence() {
    vm.declare(FILE);
    mode(1, 1, "", "on").tick(4).tick(5);
    vm.chunk(trace.toBytes());
    vm.silence();
    vm.restart();
    trace = new SimpleTrace();
    tick(12).mode(13, 1, "", "off").tick(20).tick(21);
    vm.chunk(trace.toBytes());
    vm.silence();

    assertThat(sentences())
        .containsExactly(
            "0: on 3.0 s, entered 1", "10: on 3.0 s, entered 0", "10: off 7.0 s, entered 1");
  }

  @Test
  void anEditThatKeepsEventsAndFieldsKnowsTheStates() {
    vm.declare(FILE);
    mode(1, 1, "", "on").tick(2).tick(3);
    vm.chunk(trace.toBytes());
    vm.declare(FILE.replace("seconds: time_in", "seconds: time_in, again: time_in"));
    trace = new SimpleTrace();
    tick(4).mode(14, 1, "", "off").tick(20).tick(21);
    vm.chunk(trace.toBytes());
    vm.restart();
    vm.silence();

    assertThat(sentences())
        .containsExactly(
            "0: on 9.0 s, entered 1", "10: on 4.0 s, entered 0", "10: off 6.0 s, entered 1");
    assertThat(vm.results())
        .extracting(result -> result.values().get("again"))
        .containsExactly(null, 4.0, 6.0);
  }
}
