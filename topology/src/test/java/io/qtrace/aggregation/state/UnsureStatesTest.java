package io.qtrace.aggregation.state;

import static io.qtrace.aggregation.state.TracedModes.FILE;
import static io.qtrace.aggregation.state.TracedModes.WITH_INITIAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

/**
 * What nobody knows of states is not called complete: behind losses, and near times that stand
 * alone.
 */
class UnsureStatesTest {

  /** Of the seconds 0 to 17: two things that were switched on, at 0 and 16, and a loss at 14. */
  private static final String SNAPSHOT_OF_VERSION_1 =
      "AQABF5edAitxagABF5edAe/WoAAAAAAAAAAAAAH/5wBOAe4B/+cATgCAAAAAAAAAAH//////////AAABi8/ljxB/"
          + "/////////wAAAAAAAAAAAAABi8/lmsgAAAAAAAAAAQEAAAAAAAAAAAAAAYvP5ZrIAAABi8/lmsgAAAAAAAAA"
          + "AQEAAAGLz+WPEAAAAQAAAAAAAAAAAAAAAAAXl50AijXkABeXnP42KgAAAQAAAAAKIf6BF5edAIo15AAXl50C"
          + "3kHIAM5JAQAAAAAAAAAAAQkAAAAAAAAAAAHOSReXnP42KgAABwJvbgNvZmYXl50AijXkAAABCQAAAAAAAAAA"
          + "As5JF5edAe/WoAAHAm9uA29mZg==";

  private final TracedModes trace = new TracedModes();

  @Test
  void theInitialStateIsUnsureUntilTheTraceGoesOnBehindALoss() {
    trace.tick(0, 13, 13).loss(14).mode(25, 1, "off", "on").tick(40, 41);

    assertThat(trace.results(WITH_INITIAL))
        .containsExactly(
            "20: off 5.0 s, entered 0, 5.0 s unsure, incomplete",
            "20: on 5.0 s, entered 1, 5.0 s unsure, incomplete",
            "30: on 10.0 s, entered 0");
  }

  @Test
  void theInitialStateIsSureOnceTheTraceHasGoneOnBehindALoss() {
    trace.tick(0, 13, 13).loss(14).tick(21, 31).mode(35, 1, "off", "on").tick(50, 51);

    assertThat(trace.results(WITH_INITIAL.replace("window: 10s", "window: [10s, 1m]")))
        .containsExactly(
            "30: off 5.0 s, entered 0",
            "30: on 5.0 s, entered 1",
            "-20: off 35.0 s, entered 0, 21.0 s unsure, incomplete",
            "-20: on 5.0 s, entered 1, 21.0 s unsure, incomplete",
            "40: on 10.0 s, entered 0",
            "40: on 10.0 s, entered 0");
  }

  @Test
  void aLossIsNotForgottenInARestart() {
    trace.vm.declare(WITH_INITIAL);
    trace.tick(0, 13, 13).loss(14).chunk();
    trace.vm.restart();
    trace.mode(25, 1, "off", "on").chunk();
    trace.vm.restart();
    trace.tick(28, 29).chunk();
    trace.vm.restart();
    trace.tick(40, 41).chunk();
    trace.vm.silence();

    assertThat(trace.sentences()).startsWith("20: off 5.0 s, entered 0, 5.0 s unsure, incomplete");
  }

  @Test
  void whatALateEventSaysIsUnsureBehindALoss() {
    trace.tick(13, 13).loss(14).tick(31, 32, 45, 46).mode(12, 1, "", "on").tick(60, 61);

    assertThat(trace.results(FILE))
        .containsExactly(
            "40: on 10.0 s, entered 0, 10.0 s unsure, incomplete",
            "50: on 10.0 s, entered 0, 10.0 s unsure, incomplete");
  }

  @Test
  void theInitialStateCountsInTheWindowsOfTheFirstEventAlone() {
    var file = WITH_INITIAL.replace("10s", "[10s, 20s/10s]");
    var often = new TracedModes().tick(1).mode(12, 1, "off", "on").tick(16, 17, 30, 31);
    trace.tick(1).mode(12, 1, "off", "on").tick(30, 31);

    assertThat(trace.results(file))
        .containsExactlyInAnyOrder(
            "10: off 2.0 s, entered 0",
            "10: on 8.0 s, entered 1",
            "0: off 11.0 s, entered 0",
            "0: on 8.0 s, entered 1",
            "10: off 2.0 s, entered 0",
            "10: on 18.0 s, entered 1",
            "20: on 10.0 s, entered 0",
            "20: on 10.0 s, entered 0")
        .containsExactlyInAnyOrderElementsOf(often.results(file));
  }

  @Test
  void aLastEventThatStandsAloneCountsNoTime() {
    trace.mode(0, 1, "", "a").tick(10, 11).mode(1e6, 1, "", "x");

    assertThat(trace.results(FILE))
        .containsExactly("0: a 10.0 s, entered 1", "10: a 1.0 s, entered 0");
  }

  @Test
  void aStateIsKnownAgainBehindALastEventThatStoodAlone() {
    trace.vm.declare(FILE);
    trace.mode(0, 1, "", "a").tick(10, 11).mode(1e6, 1, "", "x").chunk();
    trace.vm.silence();
    trace.tick(20, 21).mode(25, 1, "", "b").tick(30, 31).chunk();
    trace.vm.silence();

    assertThat(trace.sentences())
        .containsExactly(
            "0: a 10.0 s, entered 1",
            "10: a 1.0 s, entered 0",
            "20: a 5.0 s, entered 0",
            "20: b 5.0 s, entered 1");
  }

  @Test
  void timeBehindAFirstEventThatStandsAloneIsUnsure() {
    trace.mode(-1e6, 1, "", "a").tick(0, 1, 20, 21);

    assertThat(trace.results(FILE))
        .hasSize(64)
        .startsWith(
            "-1000000: a 10.0 s, entered 1, 10.0 s unsure, incomplete",
            "-610: a 10.0 s, entered 0, 10.0 s unsure, incomplete")
        .endsWith(
            "-10: a 10.0 s, entered 0, 10.0 s unsure, incomplete",
            "0: a 10.0 s, entered 0",
            "10: a 10.0 s, entered 0");
  }

  @Test
  void timeBehindAFirstEventThatStandsAloneIsUnsureHoweverTheTraceIsCut() {
    trace.vm.declare(FILE);
    trace.mode(-1e6, 1, "", "a").chunk();
    trace.vm.restart();
    trace.tick(0).chunk();
    trace.vm.restart();
    trace.tick(1).chunk();
    trace.vm.restart();
    trace.tick(20, 21).chunk();
    trace.vm.silence();

    assertThat(trace.sentences())
        .isEqualTo(new TracedModes().mode(-1e6, 1, "", "a").tick(0, 1, 20, 21).results(FILE));
  }

  @Test
  void aHeartbeatDoesNotConfirmAFirstEventThatStandsAlone() {
    trace.vm.declare(FILE);
    trace.mode(-1e6, 1, "", "a").chunk();
    trace.vm.heartbeat(TracedModes.ns(0));
    trace.vm.heartbeat(TracedModes.ns(10));
    trace.vm.silence();

    assertThat(trace.sentences())
        .hasSize(63)
        .contains("-10: a 10.0 s, entered 0, 10.0 s unsure, incomplete")
        .endsWith("0: a 10.0 s, entered 0");
  }

  @Test
  void aThingIsInItsInitialStateFromWhereTheTraceIsConfirmed() {
    trace.tick(-1e6, 2).mode(4, 1, "off", "on").tick(10, 11);

    assertThat(trace.results(WITH_INITIAL))
        .containsExactly("0: off 2.0 s, entered 0", "0: on 6.0 s, entered 1");
  }

  /** Of which nothing more can be known until its second event. */
  @Test
  void thingsAreUnsureOnceAnotherProcessMayHaveTakenTheirOwnsPlace() {
    trace.mode(0, 1, "", "on").mode(0, 2, "", "on").pid(4712).mode(3, 2, "", "on").tick(20, 21);

    assertThat(trace.results(FILE))
        .containsExactly(
            "0: on 20.0 s, entered 2, 7.0 s unsure, incomplete",
            "10: on 20.0 s, entered 0, 10.0 s unsure, incomplete");
  }

  @Test
  void thingsAreSureAgainOnceTheirProcessIsHeardOf() {
    trace.mode(0, 1, "", "on").mode(0, 2, "", "on").pid(4712).mode(3, 2, "", "on").pid(4711);
    trace.tick(10, 11).mode(12, 2, "", "on").tick(20, 21, 30, 31);

    assertThat(trace.results(FILE))
        .containsExactly(
            "0: on 20.0 s, entered 2, 7.0 s unsure, incomplete",
            "10: on 20.0 s, entered 0",
            "20: on 20.0 s, entered 0");
  }

  @Test
  void readsASnapshotOfVersionOne() {
    trace.vm.declare(WITH_INITIAL);
    trace.vm.read(Base64.getDecoder().decode(SNAPSHOT_OF_VERSION_1));
    trace.mode(23, 1, "on", "off").tick(30, 31).chunk();
    trace.vm.silence();

    assertThat(trace.sentences())
        .containsExactly(
            "10: off 6.0 s, entered 0, 20.0 s unsure, incomplete",
            "10: on 14.0 s, entered 1, 20.0 s unsure, incomplete",
            "20: on 13.0 s, entered 0, 13.0 s unsure, incomplete",
            "20: off 7.0 s, entered 1, 13.0 s unsure, incomplete");
  }
}
