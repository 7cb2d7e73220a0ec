package io.qtrace.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.alert.Transition.State;
import io.qtrace.alert.rule.Rules;
import io.qtrace.testing.Windows;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in whatever order, the topic tells a story that makes sense. */
@Tag("slow")
@Tag("long")
class AlertRandomTest {

  private static final List<Rules> RULES =
      List.of(
          rules("{alert: A, over: vm, when: count > 1, for: 20s}"),
          rules("{alert: A, over: vm, when: count > 2, for: 0s, labels: {x: y}}"),
          rules("{alert: A, over: vm, when: count > 1, window: 10s, absent-after: 5s}"),
          rules("{alert: B, over: host, when: count > 0}"),
          rules(
              "{alert: A, over: vm, when: count > 1, for: 40s}, {alert: B, over: host, when: count"
                  + " / vms > 0}"));

  private static Rules rules(String list) {
    return Rules.parse("rules.yaml", "rules: [" + list + "]");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void publishesTransitionsThatFollowFromEachOther(long seed) {
    var random = new Random(seed);
    var journal = new RecordedJournal();
    var book = new AlertBook(List.of(), 0, journal);
    var rules = RULES.get(0);
    long wallMs = 0;
    long eventS = 0;
    book.use(rules);
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(50)) {
        case 0 -> {
          rules = RULES.get(random.nextInt(RULES.size()));
          book.use(rules);
        }
        case 1 -> {
          book = new AlertBook(List.copyOf(journal.kept.values()), wallMs, journal);
          book.use(rules);
        }
        case 2 -> eventS += random.nextInt(1000);
        case 3 -> book.tick(wallMs += random.nextInt(20_000));
        case 4, 5, 6, 7, 8, 9 -> eventS += 10;
        default -> book.result(anything(random, eventS).result());
      }
    }

    var states = new HashMap<String, State>();
    for (var transition : journal.transitions) {
      var before = states.put(transition.key(), transition.state());
      assertThat(canFollow(before, transition.state()))
          .as("%s from %s", transition, before)
          .isTrue();
      assertThat(transition.atMs()).isGreaterThan(transition.sinceMs());
    }
    states.values().removeIf(state -> state == State.RESOLVED);
    assertThat(states).as("what is not resolved is kept").hasSameSizeAs(journal.kept);
    for (var alert : journal.kept.values()) {
      assertThat(states.values()).contains(alert.firing() ? State.FIRING : State.PENDING);
    }
  }

  private static boolean canFollow(State before, State next) {
    return switch (next) {
      case PENDING -> before == null || before == State.RESOLVED;
      case FIRING -> before != State.FIRING;
      case RESOLVED -> before == State.PENDING || before == State.FIRING;
    };
  }

  private static Windows anything(Random random, long eventS) {
    long startS = Math.max(0, eventS - 10L * random.nextInt(3));
    var of =
        random.nextInt(4) == 0
            ? Windows.host("h" + random.nextInt(2))
            : Windows.vm("v" + random.nextInt(3));
    return of.between(startS, startS + (random.nextInt(5) == 0 ? 60 : 10))
        .with("count", (long) random.nextInt(5))
        .with("vms", (long) random.nextInt(3));
  }
}
