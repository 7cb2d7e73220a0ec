package io.qtrace.aggregation.state;

import static io.qtrace.aggregation.state.TracedModes.FILE;
import static io.qtrace.aggregation.state.TracedModes.WITH_INITIAL;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long things are in states, by hand. */
class StateTimesTest {

  private final TracedModes trace = new TracedModes();

  @Test
  void splitsTimeOverWindows() {
    trace.tick(0).mode(2, 1, "off", "idle").mode(5, 1, "idle", "busy").mode(12, 1, "busy", "idle");
    trace.tick(20).tick(21);

    assertThat(trace.results(FILE))
        .containsExactly(
            "0: idle 3.0 s, entered 1",
            "0: busy 5.0 s, entered 1",
            "10: busy 2.0 s, entered 0",
            "10: idle 8.0 s, entered 1");
  }

  @Test
  void countsTheStateBeforeTheFirstEventFromTheBeginningOfTheTrace() {
    trace.tick(1).mode(4, 1, "off", "off").mode(6, 2, "off", "on").tick(10).tick(11);

    assertThat(trace.results(WITH_INITIAL))
        .containsExactly("0: off 14.0 s, entered 0", "0: on 4.0 s, entered 1");
  }

  @Test
  void countsNoTransitionWhereTheStateStaysTheSame() {
    trace.tick(0).mode(1, 1, "", "a").mode(3, 1, "", "a").mode(7, 1, "", "b").mode(8, 1, "", "a");
    trace.tick(10).tick(11);

    assertThat(trace.results(FILE))
        .containsExactly("0: a 8.0 s, entered 2", "0: b 1.0 s, entered 1");
  }

  @Test
  void aWindowWithoutAnEventOfTheThingHasItsState() {
    trace.mode(1, 1, "", "on").tick(31).tick(36);

    assertThat(trace.results(FILE))
        .containsExactly(
            "0: on 9.0 s, entered 1",
            "10: on 10.0 s, entered 0",
            "20: on 10.0 s, entered 0",
            "30: on 1.0 s, entered 0");
  }

  @Test
  void groupsAndConditionsAreOfTheEventThatSaidTheState() {
    trace.mode(0, 1, "x", "on").mode(0, 2, "y", "on").mode(0, 3, "z", "on").mode(4, 2, "z", "on");
    trace.tick(10).tick(11);

    assertThat(
            trace.results(
                FILE.replace("window:", "where: was != \"x\"\n    group-by: [was]\n    window:")))
        .containsExactly("0: on 4.0 s, entered 1", "0: on 16.0 s, entered 1");
    assertThat(trace.vm.results())
        .extracting(result -> result.values().get("was"))
        .containsExactly("y", "z");
  }

  @Test
  void threadsMayWriteOutOfOrder() {
    trace.mode(0, 1, "", "a").mode(3, 1, "", "c").mode(2, 1, "", "b").tick(10).tick(11);

    assertThat(trace.results(FILE))
        .containsExactly("0: a 2.0 s, entered 1", "0: b 1.0 s, entered 1", "0: c 7.0 s, entered 1");
  }

  @Test
  void aLateEventHoldsFromThenOn() {
    trace.mode(0, 1, "", "a").tick(15).tick(16).mode(8, 1, "", "b").mode(-1, 1, "", "c");
    trace.tick(20).tick(21);

    assertThat(trace.results(FILE))
        .containsExactly("0: a 10.0 s, entered 1", "10: b 10.0 s, entered 0, incomplete");
  }

  @Test
  void aDamagedTimeAheadHoldsNothingUp() {
    trace.mode(0, 1, "", "a").mode(1e6, 1, "", "x").mode(5, 1, "", "b").tick(10).tick(11);

    assertThat(trace.results(FILE))
        .containsExactly("0: a 5.0 s, entered 1", "0: b 5.0 s, entered 1");
  }

  /** The pane of the loss is unsure, and all behind it until the thing's next event. */
  @Test
  void behindALossStatesAreUnsure() {
    trace.mode(0, 1, "", "on").mode(0, 2, "", "on").tick(13).tick(13);
    trace.loss(14);
    trace.mode(32, 1, "", "on").tick(50).tick(51);

    assertThat(trace.results(FILE))
        .containsExactly(
            "0: on 20.0 s, entered 2, incomplete",
            "10: on 20.0 s, entered 0, 20.0 s unsure, incomplete",
            "20: on 20.0 s, entered 0, 20.0 s unsure, incomplete",
            "30: on 20.0 s, entered 0, 12.0 s unsure, incomplete",
            "40: on 20.0 s, entered 0, 10.0 s unsure, incomplete");
  }

  @Test
  void theThingThatNothingWasSaidOfForLongestMakesRoom() {
    trace.mode(0, 1, "", "a").mode(1, 2, "", "b").mode(2, 1, "", "a").mode(5, 3, "", "c");
    trace.tick(10).tick(11);

    assertThat(trace.results(FILE + "    limits: {things: 2}\n"))
        .containsExactly(
            "0: a 10.0 s, entered 1, 1 forgotten",
            "0: b 4.0 s, entered 1, 1 forgotten",
            "0: c 5.0 s, entered 1, 1 forgotten");
  }

  @Test
  void thingsOfAProcessEndWhenAnotherTakesItsPlace() {
    trace.mode(0, 1, "", "on").mode(0, 2, "", "on");
    trace.pid(4712);
    trace.mode(3, 2, "", "on").mode(4, 5, "", "off").mode(5, 5, "off", "on").tick(10).tick(11);

    assertThat(trace.results(WITH_INITIAL))
        .containsExactly(
            "0: on 18.0 s, entered 3", "0:  1.0 s, entered 0", "0: off 1.0 s, entered 1");
  }

  @Test
  void ofALongPauseTheFirstAndTheLastWindowsHaveResults() {
    trace.mode(1, 1, "", "on").tick(2).tick(100_000).tick(100_001);

    var results = trace.results(FILE);

    assertThat(results)
        .hasSize(62)
        .startsWith("0: on 9.0 s, entered 1", "99390: on 10.0 s, entered 0")
        .endsWith("99990: on 10.0 s, entered 0");
  }

  @Test
  void theLastEventCounts() {
    trace.mode(0, 1, "", "on").mode(300, 1, "", "off");

    assertThat(trace.results(FILE.replace("10s", "1h")))
        .containsExactly("-800: on 300.0 s, entered 1", "-800: off 0.0 s, entered 1");
  }

  @Test
  void goesOnAfterSilence() {
    trace.vm.declare(FILE);
    trace.mode(1, 1, "", "on").tick(4).tick(5);
    trace.chunk();
    trace.vm.silence();
    trace.vm.restart();
    trace.tick(12).mode(13, 1, "", "off").tick(20).tick(21);
    trace.chunk();
    trace.vm.silence();

    assertThat(trace.sentences())
        .containsExactly(
            "0: on 3.0 s, entered 1", "10: on 3.0 s, entered 0", "10: off 7.0 s, entered 1");
  }

  @Test
  void anEditThatKeepsEventsAndFieldsKnowsTheStates() {
    trace.vm.declare(FILE);
    trace.mode(1, 1, "", "on").tick(2).tick(3);
    trace.chunk();
    trace.vm.declare(FILE.replace("seconds: time_in", "seconds: time_in, again: time_in"));
    trace.tick(4).mode(14, 1, "", "off").tick(20).tick(21);
    trace.chunk();
    trace.vm.restart();
    trace.vm.silence();

    assertThat(trace.sentences())
        .containsExactly(
            "0: on 9.0 s, entered 1", "10: on 4.0 s, entered 0", "10: off 6.0 s, entered 1");
    assertThat(trace.vm.results())
        .extracting(result -> result.values().get("again"))
        .containsExactly(null, 4.0, 6.0);
  }
}
