package io.qtrace.topic;

import io.qtrace.topic.refusal.KafkaFailures;
import io.qtrace.topic.refusal.MissingPermissionException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What a user sees of some topics.
 *
 * @param described those that exist and may be described
 * @param hidden those that may not be described, whether they exist or not
 */
record TopicLook(Map<String, TopicDescription> described, Set<String> hidden) {

  static TopicLook at(Admin kafka, List<TopicUse> topics)
      throws ExecutionException, InterruptedException {
    var look = new TopicLook(new HashMap<>(), new HashSet<>());
    var names = topics.stream().map(TopicUse::name).toList();
    var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    for (var entry : kafka.describeTopics(names, options).topicNameValues().entrySet()) {
      try {
        look.described.put(entry.getKey(), entry.getValue().get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TopicAuthorizationException) {
          look.hidden.add(entry.getKey());
        } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return look;
  }

  List<TopicSettings> existing(List<TopicUse> topics) {
    return topics.stream()
        .filter(topic -> described.containsKey(topic.name()))
        .map(TopicUse::topic)
        .toList();
  }

  List<TopicSettings> missing(List<TopicUse> topics) {
    return topics.stream()
        .filter(topic -> !described.containsKey(topic.name()) && !hidden.contains(topic.name()))
        .map(TopicUse::topic)
        .toList();
  }

  List<TopicPartition> partitions() {
    var partitions = new ArrayList<TopicPartition>();
    described.forEach(
        (topic, description) ->
            description
                .partitions()
                .forEach(p -> partitions.add(new TopicPartition(topic, p.partition()))));
    return partitions;
  }

  /**
   * Asks now for what would be refused later, some of it perhaps days later: a dead letter is rare.
   *
   * @throws MissingPermissionException naming all that is missing
   */
  void checkPermissions(List<TopicUse> topics) {
    var lacking = new TreeMap<AclOperation, List<String>>();
    for (var topic : topics) {
      for (var operation : lacking(topic)) {
        lacking.computeIfAbsent(operation, o -> new ArrayList<>()).add(topic.name());
      }
    }
    if (!lacking.isEmpty()) {
      var permissions = new ArrayList<String>();
      lacking.forEach((operation, on) -> permissions.add(KafkaFailures.permission(operation, on)));
      throw new MissingPermissionException(String.join(", ", permissions));
    }
  }

  private Set<AclOperation> lacking(TopicUse topic) {
    var lacking = EnumSet.copyOf(topic.operations());
    if (hidden.contains(topic.name())) {
      // To read or write would permit to describe; what else is permitted is not known.
      lacking.remove(AclOperation.DESCRIBE_CONFIGS);
      return lacking;
    }
    var description = described.get(topic.name());
    @Nullable Set<AclOperation> permitted =
        description == null ? null : description.authorizedOperations();
    if (permitted == null) {
      return Set.of(); // brokers before 2.3 do not tell
    }
    lacking.removeAll(permitted);
    return lacking;
  }
}
