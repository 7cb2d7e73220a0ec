package io.qtrace.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Since when last stable offsets stand still while records are behind them. An offset that moves is
 * one of a busy partition, however many transactions are open on it. Not thread-safe.
 */
final class StandingOffsets {

  private record Seen(Ends ends, long sinceNanos) {}

  private final Map<TopicPartition, Seen> seen = new HashMap<>();

  /**
   * Takes in what was seen. A partition that is watched and did not answer, since it has no leader,
   * is taken to be as it was: what was open on it is open still.
   *
   * @param nowNanos as System.nanoTime() counts
   */
  void look(Map<TopicPartition, Ends> answers, Collection<TopicPartition> watched, long nowNanos) {
    seen.keySet().retainAll(watched);
    answers.forEach(
        (partition, ends) ->
            seen.merge(
                partition,
                new Seen(ends, nowNanos),
                (before, now) ->
                    stands(before.ends, ends) ? new Seen(ends, before.sinceNanos) : now));
  }

  private static boolean stands(Ends before, Ends now) {
    return before.stable() == now.stable() && before.behind() > 0 && now.behind() > 0;
  }

  /** Those with records behind them, the longest first. */
  List<Standing> standing(long nowNanos) {
    var standing = new ArrayList<Standing>();
    seen.forEach(
        (partition, last) -> {
          if (last.ends.behind() > 0) {
            var age = Duration.ofNanos(nowNanos - last.sinceNanos);
            standing.add(new Standing(partition, last.ends.stable(), last.ends.behind(), age));
          }
        });
    standing.sort(
        Comparator.comparing(Standing::age)
            .reversed()
            .thenComparing(s -> s.partition().toString()));
    return standing;
  }
}
