package io.qtrace.cli.tail;

import io.qtrace.topic.TopicNames;
import java.util.Set;

/** Which topic somebody means who names an event, or a topic without its prefix. */
final class TopicChoice {

  /** Before the name of an aggregation. */
  static final String AGGREGATION = "aggregation/";

  private TopicChoice() {}

  /**
   * Our own topics go first, also while they do not exist yet; then an event's topic; then any
   * other topic with the prefix; else the event's topic, which may come. {@code aggregation/name}
   * is the topic of an aggregation's results.
   *
   * @param existing all topics there are
   */
  static String of(String name, TopicNames names, Set<String> existing) {
    if (name.startsWith(AGGREGATION)) {
      return names.aggregation(name.substring(AGGREGATION.length()));
    }
    var prefixed = names.prefix() + name;
    if (ofContracts(names).contains(prefixed)) {
      return prefixed;
    }
    var ofEvent = names.event(name);
    boolean isOther = existing.contains(prefixed) && !withoutAvro(names).contains(prefixed);
    return isOther && !existing.contains(ofEvent) ? prefixed : ofEvent;
  }

  /** True if the records' keys are not VM ids. */
  static boolean isOfAllVms(String topic, TopicNames names) {
    return Set.of(names.alerts(), names.ledger()).contains(topic);
  }

  private static Set<String> ofContracts(TopicNames names) {
    return Set.of(
        names.deadLetter(),
        names.ledger(),
        names.conversions(),
        names.ramBlockConversions(),
        names.lateConversions(),
        names.refusedConversions(),
        names.conversionRollups(),
        names.vmLayout(),
        names.alerts());
  }

  private static Set<String> withoutAvro(TopicNames names) {
    return Set.of(names.raw(), names.definitions());
  }
}
