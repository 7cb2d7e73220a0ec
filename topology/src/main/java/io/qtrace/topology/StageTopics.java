package io.qtrace.topology;

import io.qtrace.topic.TopicPlan;
import io.qtrace.topic.Topics;
import io.qtrace.topic.refusal.KafkaRefusedException;
import java.util.List;
import java.util.Map;

/** The topics that have to be there before the stage starts. */
record StageTopics(TopicPlan plan, Topics topics) {

  /**
   * Makes those that are missing.
   *
   * @throws KafkaRefusedException if Kafka refuses for good
   */
  void ensure() {
    topics.ensure(plan.decoding());
  }

  /**
   * Looks at those that others may have made.
   *
   * @throws KafkaRefusedException saying which of them will not do
   */
  void check() {
    plan.requirements(topics);
    ensureLayouts();
  }

  /** A VM's raw records and its layout have to come to one task. */
  private void ensureLayouts() {
    var names = plan.names();
    int raw = topics.partitions(names.raw());
    topics.ensure(List.of(plan.vmLayout(raw)));
    int layouts = topics.partitions(names.vmLayout());
    if (layouts != raw) {
      throw new KafkaRefusedException(
          ("%s has %d partitions and %s has %d, but a VM's layout has to be in the partition of its"
                  + " raw records: delete %1$s, start again, and let the QMP connectors publish"
                  + " anew (docs/qmp.md says how)")
              .formatted(names.vmLayout(), layouts, names.raw(), raw));
    }
  }

  /** What the changelogs of state need: it has the time of raw records, which may be any. */
  Map<String, String> changelogs() {
    return topics.knowFutureLimit()
        ? Map.of(Topics.FUTURE_LIMIT, Long.toString(Long.MAX_VALUE))
        : Map.of();
  }
}
