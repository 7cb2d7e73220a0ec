package io.qtrace.topic;

import io.qtrace.topic.refusal.KafkaFailures;
import io.qtrace.topic.refusal.MissingPermissionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Creates topics as they are declared, in one request. */
final class TopicCreation {

  private TopicCreation() {}

  /** Returns those that are refused. */
  static Map<String, TopicTerms> create(Admin kafka, List<TopicSettings> topics)
      throws ExecutionException, InterruptedException {
    var refused = new HashMap<String, TopicTerms>();
    if (topics.isEmpty()) {
      return refused;
    }
    var older = new ArrayList<TopicSettings>();
    var forbidden = new ArrayList<String>();
    var answers =
        kafka.createTopics(topics.stream().map(TopicCreation::newTopic).toList()).values();
    for (var topic : topics) {
      try {
        if (!isCreated(answers.get(topic.name()))) {
          older.add(withoutFutureLimit(topic));
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          forbidden.add(topic.name());
        } else {
          refused.put(topic.name(), refusal(topic, e));
        }
      }
    }
    if (!forbidden.isEmpty()) {
      throw new MissingPermissionException(
          KafkaFailures.permission(AclOperation.CREATE, forbidden));
    }
    if (!older.isEmpty()) {
      kafka.createTopics(older.stream().map(TopicCreation::newTopic).toList()).all().get();
    }
    return refused;
  }

  /** What is wrong with one topic alone; throws what is not. */
  private static TopicTerms refusal(TopicSettings topic, ExecutionException e)
      throws ExecutionException {
    if (e.getCause() instanceof InvalidTopicException
        || e.getCause() instanceof PolicyViolationException
        || e.getCause() instanceof InvalidConfigurationException) {
      return TopicTerms.refused(
          "topic %s: %s; create the topic yourself, or change topics.*"
              .formatted(topic.name(), KafkaFailures.oneLine(e.getCause())));
    }
    throw e;
  }

  /** False if the broker does not know {@link Topics#FUTURE_LIMIT}. */
  private static boolean isCreated(@Nullable KafkaFuture<Void> answer)
      throws ExecutionException, InterruptedException {
    try {
      if (answer != null) {
        answer.get();
      }
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return true;
      }
      var message = String.valueOf(e.getCause());
      if (e.getCause() instanceof InvalidConfigurationException
          && message.contains(Topics.FUTURE_LIMIT)) {
        return false;
      }
      throw e;
    }
  }

  private static NewTopic newTopic(TopicSettings topic) {
    return new NewTopic(topic.name(), topic.partitions(), topic.replication())
        .configs(topic.configs());
  }

  private static TopicSettings withoutFutureLimit(TopicSettings topic) {
    var configs = new HashMap<>(topic.configs());
    configs.remove(Topics.FUTURE_LIMIT);
    return new TopicSettings(topic.name(), topic.partitions(), topic.replication(), configs);
  }
}
