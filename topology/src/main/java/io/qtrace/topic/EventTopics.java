package io.qtrace.topic;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Topics that somebody else named: those of events. Thread-safe. */
public interface EventTopics {

  /** All topics that exist and that this user may see. May block while the brokers are away. */
  Set<String> existing();

  /**
   * Makes sure that topics exist and can be written to; one that Kafka refuses is an answer.
   *
   * @return by name
   * @throws io.qtrace.topic.refusal.KafkaRefusedException if trying again would not help, whatever
   *     the topics are
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  Map<String, TopicTerms> ensureEach(List<TopicUse> wanted);
}
