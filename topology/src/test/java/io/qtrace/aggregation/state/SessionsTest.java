package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where sessions begin and end, and which events are in them. */
class SessionsTest {

  private final TracedBursts trace = new TracedBursts();

  @Test
  void eventsNearEachOtherAreInOneAndAPauseBeginsAnother() {
    trace.ops(1, 1, 4, 13.999, 23.999);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly("1.0 to 23.999: kind 1, 3 ops", "23.999 to 33.999: kind 1, 1 ops");
    var first = trace.vm.results().get(0).values();
    assertThat(first.get("window")).isEqualTo("session 10s");
    assertThat(first.get("perSecond")).isEqualTo(3 / 22.999);
  }

  @Test
  void eachGroupHasItsOwn() {
    trace.ops(1, 1).ops(2, 2).ops(1, 9).ops(2, 20);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly(
            "2.0 to 12.0: kind 2, 1 ops",
            "1.0 to 19.0: kind 1, 2 ops",
            "20.0 to 30.0: kind 2, 1 ops");
  }

  @Test
  void oneThatIsTooLongEndsAndAnotherBegins() {
    for (int i = 0; i <= 26; i++) {
      trace.ops(1, 5 * i);
    }

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly(
            "0.0 to 60.0: kind 1, 12 ops",
            "60.0 to 120.0: kind 1, 12 ops",
            "120.0 to 140.0: kind 1, 3 ops");
  }

  @Test
  void anEventBetweenTwoMakesThemOneIfItComesWithinTheGrace() {
    trace.ops(1, 1, 13).ticks(13.1).ops(1, 8.5);

    assertThat(trace.results(TracedBursts.FILE)).containsExactly("1.0 to 23.0: kind 1, 3 ops");
  }

  @Test
  void anEventBeforeItBeginsItIfItComesWithinTheGrace() {
    trace.ops(1, 13).ticks(13.1).ops(1, 8.5);

    assertThat(trace.results(TracedBursts.FILE)).containsExactly("8.5 to 23.0: kind 1, 2 ops");
  }

  @Test
  void oneThatIsOpenTakesEventsHoweverLateTheyAre() {
    trace.ops(1, 1, 9, 18, 27).ticks(28).ops(1, 3);

    assertThat(trace.results(TracedBursts.FILE)).containsExactly("1.0 to 37.0: kind 1, 5 ops");
    assertThat(trace.vm.late()).isZero();
  }

  @Test
  void saysThatAnEventCameTooLateForItsBeginning() {
    trace.ops(1, 20, 29).ops(2, 35).ticks(36, 36.5).ops(1, 12);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly(
            "20.0 to 39.0: kind 1, 2 ops, 1 late, incomplete", "35.0 to 45.0: kind 2, 1 ops");
  }

  @Test
  void anEventBehindOneThatIsPublishedIsLate() {
    trace.ops(1, 1, 30).ticks(31).ops(1, 18);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly("1.0 to 11.0: kind 1, 1 ops", "30.0 to 40.0: kind 1, 1 ops");
    assertThat(trace.vm.late()).isEqualTo(1);
  }

  @Test
  void aDamagedTimeAheadIsASessionOfItsOwn() {
    trace.ops(1, 1, 2, 100_000, 3, 4).ticks(30, 31);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly("1.0 to 14.0: kind 1, 4 ops", "100000.0 to 100010.0: kind 1, 1 ops");
  }

  @Test
  void endsByHeartbeats() {
    trace.vm.declare(TracedBursts.FILE);
    trace.ops(1, 1).chunk();

    trace.vm.heartbeat(TracedBursts.ns(15.9));
    assertThat(trace.sentences()).isEmpty();
    trace.vm.heartbeat(TracedBursts.ns(16));
    assertThat(trace.sentences()).containsExactly("1.0 to 11.0: kind 1, 1 ops");
    assertThat(trace.vm.hasOpenWindows()).isFalse();
  }

  @Test
  void silenceEndsItAndWhatComesThenBeginsAnother() {
    trace.vm.declare(TracedBursts.FILE);
    trace.ops(1, 1, 2).chunk();
    trace.vm.silence();
    trace.ops(1, 1.5, 8).chunk();
    trace.vm.silence();

    assertThat(trace.sentences())
        .containsExactly("1.0 to 12.0: kind 1, 2 ops", "8.0 to 18.0: kind 1, 1 ops");
    assertThat(trace.vm.late()).isEqualTo(1);
  }

  @Test
  void groupsBeyondTheLimitHaveOneTogether() {
    trace.ops(1, 1).ops(2, 2).ops(3, 3).ops(4, 4).ops(1, 5).ops(5, 30);

    assertThat(trace.results(TracedBursts.FILE + "    limits: {groups: 2}\n"))
        .containsExactly(
            "2.0 to 12.0: kind 2, 1 ops",
            "3.0 to 14.0: 2 more kinds, 2 ops",
            "1.0 to 15.0: kind 1, 2 ops",
            "30.0 to 40.0: kind 5, 1 ops");
  }

  @Test
  void whatHasEndedTakesNoRoom() {
    for (int kind = 1; kind <= 6; kind++) {
      trace.ops(kind, 2 * kind);
    }

    assertThat(trace.results(TracedBursts.FILE.replace("10s", "1s") + "    limits: {groups: 2}\n"))
        .containsExactly(
            "2.0 to 3.0: kind 1, 1 ops",
            "4.0 to 5.0: kind 2, 1 ops",
            "6.0 to 7.0: kind 3, 1 ops",
            "8.0 to 9.0: kind 4, 1 ops",
            "10.0 to 11.0: kind 5, 1 ops",
            "12.0 to 13.0: kind 6, 1 ops");
  }

  @Test
  void groupsStayTogetherWhileThereIsOneOfSeveral() {
    trace.ops(1, 1).ops(2, 4, 8, 12).ticks(20).ops(2, 18).ops(3, 19).ticks(60, 61);

    assertThat(trace.results(TracedBursts.FILE + "    limits: {groups: 1}\n"))
        .containsExactly("1.0 to 11.0: kind 1, 1 ops", "4.0 to 29.0: 2 more kinds, 5 ops");
  }

  @Test
  void eventsThatFindNoRoomToWaitAreCountedAtOnce() {
    trace.ops(1, 1, 1.1, 1.2, 1.3, 14, 14.1, 14.2, 10).ticks(40, 41);

    assertThat(trace.results(TracedBursts.FILE + "    limits: {groups: 2}\n"))
        .containsExactly("1.0 to 11.3: kind 1, 4 ops", "10.0 to 24.2: kind 1, 4 ops");
  }

  @Test
  void noneIsLostThatFindsNoRoomToWait() {
    trace.ops(1, 1, 1.5, 5, 6.5, 3.2).ticks(20, 21);

    assertThat(trace.results(TracedBursts.FILE.replace("10s", "1s") + "    limits: {groups: 1}\n"))
        .containsExactly(
            "1.0 to 2.5: kind 1, 2 ops",
            "3.2 to 4.2: kind 1, 1 ops",
            "5.0 to 6.0: kind 1, 1 ops",
            "6.5 to 7.5: kind 1, 1 ops");
  }

  @Test
  void saysWhatFailedWhileItLasted() {
    trace.ops(1, 1).ops(2, 3).failing(4).ops(1, 30);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly(
            "1.0 to 11.0: kind 1, 1 ops, 1 failed, incomplete",
            "3.0 to 13.0: kind 2, 1 ops, 1 failed, incomplete",
            "30.0 to 40.0: kind 1, 1 ops");
  }

  @Test
  void saysWhatWasLostWhileItLasted() {
    trace.ops(1, 1, 4).ticks(5).loss(6).ops(1, 7).ops(2, 30).ticks(40).loss(41).ops(2, 80);

    assertThat(trace.results(TracedBursts.FILE))
        .containsExactly(
            "1.0 to 17.0: kind 1, 3 ops, 1 lost, incomplete",
            "30.0 to 40.0: kind 2, 1 ops, 1 lost, incomplete",
            "80.0 to 90.0: kind 2, 1 ops");
  }

  @Test
  void areAlsoOfEveryEventAndOfLosses() {
    trace.ops(1, 1).ticks(2).dropped(3, 40).dropped(4, 2).ticks(5, 6);

    trace.results(
        """
        aggregations:
          - name: all
            from: $event
            window: {session: 1m}
            measures: {n: count}
          - name: lost
            from: $dropped
            window: {session: 1m}
            measures: {n: sum(count)}
        """);

    assertThat(trace.vm.results())
        .extracting(result -> result.values().get("aggregation") + " " + result.values().get("n"))
        .containsExactlyInAnyOrder("all 4", "lost 42");
  }

  @Test
  void anEditEndsThemAndTheFirstBehindItMayHaveBegunBefore() {
    trace.vm.declare(TracedBursts.FILE);
    trace.ops(1, 1, 4).chunk();
    trace.vm.declare(TracedBursts.FILE.replace("max: 1m", "max: 2m"));
    trace.ops(1, 6, 9, 12, 15, 30).ticks(40, 41).chunk();
    trace.vm.silence();

    assertThat(trace.sentences())
        .containsExactly(
            "1.0 to 10.0: kind 1, 4 ops, incomplete",
            "12.0 to 25.0: kind 1, 2 ops, incomplete",
            "30.0 to 40.0: kind 1, 1 ops");
    assertThat(trace.vm.results().get(0).values().get("definition"))
        .isNotEqualTo(trace.vm.results().get(1).values().get("definition"));
  }

  @Test
  void whatIsTakenOutIsPublishedAtOnce() {
    trace.vm.declare(TracedBursts.FILE);
    trace.ops(1, 1, 4).chunk();
    trace.vm.declare("aggregations: []");
    trace.ops(1, 6).chunk();

    assertThat(trace.sentences()).containsExactly("1.0 to 14.0: kind 1, 2 ops, incomplete");
    assertThat(trace.vm.hasOpenWindows()).isFalse();
  }
}
