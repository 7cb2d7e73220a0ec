package io.qtrace.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {

  private final List<String> removed = new ArrayList<>();
  private final Room room = new Room(100);
  private final RecentlyUsed<String> values = new RecentlyUsed<>(room, removed::add);

  @Test
  void forgetsWhatWasNotUsedForLongest() {
    values.put("a", "A", 40);
    values.put("b", "B", 40);
    assertThat(values.get("a")).isEqualTo("A");

    values.put("c", "C", 40);

    assertThat(removed).containsExactly("B");
    assertThat(values.get("b")).isNull();
    assertThat(values.contains("a")).isTrue();
    assertThat(values.size()).isEqualTo(2);
  }

  @Test
  void keepsTheLastOneHoweverLargeItIs() {
    values.put("a", "A", 40);
    values.put("b", "B", 400);

    assertThat(removed).containsExactly("A");
    assertThat(values.get("b")).isEqualTo("B");
  }

  @Test
  void makesRoomForOneThatHasGrown() {
    values.put("a", "A", 40);
    values.put("b", "B", 40);
    values.weigh("b", "B", 70);

    assertThat(removed).containsExactly("A");
    assertThat(values.bytes()).isEqualTo(70);
  }

  @Test
  void weighsNothingThatIsNotThereAnyMore() {
    values.put("a", "A", 40);
    values.put("a", "another", 20);
    values.weigh("a", "A", 90);

    assertThat(removed).containsExactly("A");
    assertThat(values.bytes()).isEqualTo(20);
  }

  @Test
  void takesWhatOthersDoNotNeed() {
    var idle = new RecentlyUsed<String>(room, removed::add);
    idle.put("x", "X", 10);
    values.put("a", "A", 45);
    values.put("b", "B", 45);

    assertThat(removed).isEmpty();
    assertThat(idle.get("x")).isEqualTo("X");
  }

  @Test
  void takesNothingFromWhoHasNoMoreThanAnEqualShare() {
    var other = new RecentlyUsed<String>(room, removed::add);
    values.put("a", "A", 45);
    values.put("b", "B", 45);
    other.put("x", "X", 25);
    other.put("y", "Y", 25);
    assertThat(removed).as("other has its half").isEmpty();

    values.put("c", "C", 1);

    assertThat(removed).containsExactly("A");
  }
}
