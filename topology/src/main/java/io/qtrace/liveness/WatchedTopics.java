package io.qtrace.liveness;

import io.qtrace.topic.TopicNames;
import java.util.Set;

/**
 * The topics that decoding needs to go on: its input, its results, its state, and where consumer
 * groups keep their offsets.
 *
 * @param others that routing rules send events to
 */
public record WatchedTopics(TopicNames names, String applicationId, Set<String> others) {

  static final String OFFSETS = "__consumer_offsets";

  public WatchedTopics {
    others = Set.copyOf(others);
  }

  /** What is read; offsets that stand still there stop this instance. */
  Set<String> input() {
    return Set.of(names.raw(), names.definitions(), names.vmLayout(), names.rollupParts());
  }

  boolean contains(String topic) {
    return topic.equals(OFFSETS)
        || input().contains(topic)
        || results().contains(topic)
        || topic.startsWith(names.event(""))
        || topic.startsWith(names.aggregation(""))
        || (topic.startsWith(applicationId + "-") && topic.endsWith("-changelog"))
        || others.contains(topic);
  }

  private Set<String> results() {
    return Set.of(
        names.deadLetter(),
        names.ledger(),
        names.conversions(),
        names.lateConversions(),
        names.refusedConversions(),
        names.ramBlockConversions(),
        names.conversionRollups(),
        names.alerts());
  }
}
