package io.qtrace.topic;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic that is needed, and what for.
 *
 * @param operations what a user has to be permitted besides creating it
 */
public record TopicUse(TopicSettings topic, Set<AclOperation> operations) {

  static TopicUse of(TopicSettings topic, AclOperation first, AclOperation... more) {
    var operations = EnumSet.of(first, more);
    if (topic.configs().containsKey(TopicPlan.RETENTION)) {
      operations.add(AclOperation.DESCRIBE_CONFIGS); // is compared with what is declared
    }
    return new TopicUse(topic, operations);
  }

  public TopicUse {
    operations = Set.copyOf(operations);
  }

  String name() {
    return topic.name();
  }
}
