package io.qtrace.fleet.read;

import java.util.regex.Pattern;

/**
 * Where results are.
 *
 * @param aggregationPrefix what stands before an aggregation's name
 */
public record FleetTopics(
    String ramBlockConversions,
    String conversionRollups,
    String alerts,
    String ledger,
    String aggregationPrefix) {

  /** Incompatible results of an aggregation that was changed have a topic of their own. */
  private static final Pattern REVISION = Pattern.compile("-r\\d+$");

  /** Whether it is one of them. */
  boolean has(String topic) {
    return topic.equals(ramBlockConversions)
        || topic.equals(conversionRollups)
        || isCompacted(topic)
        || isAggregation(topic);
  }

  /** Whether all of it is read after a start. */
  boolean isCompacted(String topic) {
    return topic.equals(alerts) || topic.equals(ledger);
  }

  boolean isAggregation(String topic) {
    return topic.startsWith(aggregationPrefix);
  }

  /** Of the aggregation whose results a topic has. */
  String aggregation(String topic) {
    return REVISION.matcher(topic.substring(aggregationPrefix.length())).replaceFirst("");
  }
}
