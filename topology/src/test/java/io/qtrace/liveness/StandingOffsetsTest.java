package io.qtrace.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class StandingOffsetsTest {

  private static final TopicPartition RAW = new TopicPartition("qtrace-raw", 0);
  private static final TopicPartition OTHER = new TopicPartition("qtrace-raw", 1);
  private static final long BEGAN = Long.MAX_VALUE - Duration.ofSeconds(45).toNanos(); // overflows

  private final StandingOffsets offsets = new StandingOffsets();

  private void look(int seconds, Map<TopicPartition, Ends> answers) {
    offsets.look(answers, Set.of(RAW, OTHER), BEGAN + Duration.ofSeconds(seconds).toNanos());
  }

  private List<Standing> at(int seconds) {
    return offsets.standing(BEGAN + Duration.ofSeconds(seconds).toNanos());
  }

  private static Standing standing(long offset, long behind, int seconds) {
    return new Standing(RAW, offset, behind, Duration.ofSeconds(seconds));
  }

  @Test
  void knowsNothingStandingWhereNothingIsBehind() {
    look(0, Map.of(RAW, new Ends(7, 7)));
    look(3600, Map.of(RAW, new Ends(7, 7)));
    assertThat(at(3600)).isEmpty();
  }

  @Test
  void agesFromTheFirstLookThatSawRecordsBehind() {
    look(0, Map.of(RAW, new Ends(7, 7)));
    look(30, Map.of(RAW, new Ends(7, 9)));
    look(60, Map.of(RAW, new Ends(7, 12)));
    assertThat(at(90)).containsExactly(standing(7, 5, 60));
  }

  @Test
  void beginsAnewWhenTheOffsetMovesOnOrBack() {
    look(0, Map.of(RAW, new Ends(7, 12)));
    look(30, Map.of(RAW, new Ends(8, 12)));
    assertThat(at(30)).containsExactly(standing(8, 4, 0));
    look(60, Map.of(RAW, new Ends(5, 12)));
    assertThat(at(60)).containsExactly(standing(5, 7, 0));
  }

  @Test
  void beginsAnewAfterEverythingWasReadable() {
    look(0, Map.of(RAW, new Ends(7, 9)));
    look(30, Map.of(RAW, new Ends(7, 7))); // the records behind it were truncated
    look(60, Map.of(RAW, new Ends(7, 8)));
    assertThat(at(60)).containsExactly(standing(7, 1, 0));
  }

  @Test
  void keepsWhatWasSeenOfAPartitionThatDoesNotAnswer() {
    look(0, Map.of(RAW, new Ends(7, 9), OTHER, new Ends(1, 1)));
    look(30, Map.of(OTHER, new Ends(1, 1)));
    assertThat(at(30)).containsExactly(standing(7, 2, 30));
  }

  @Test
  void forgetsWhatIsNoLongerWatched() {
    look(0, Map.of(RAW, new Ends(7, 9)));
    offsets.look(Map.of(), Set.of(OTHER), BEGAN);
    assertThat(at(30)).isEmpty();
  }

  @Test
  void hasTheLongestFirst() {
    look(0, Map.of(OTHER, new Ends(1, 2)));
    look(30, Map.of(RAW, new Ends(7, 9), OTHER, new Ends(1, 2)));
    assertThat(at(30)).extracting(Standing::partition).containsExactly(OTHER, RAW);
  }
}
