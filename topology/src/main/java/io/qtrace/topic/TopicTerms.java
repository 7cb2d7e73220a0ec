package io.qtrace.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a topic takes.
 *
 * @param refusal why there is no such topic; empty if there is
 * @param maxBytes of a batch
 * @param behindMs how far a record's time may lie back
 * @param aheadMs how far it may lie ahead
 * @param hasFutureLimit whether the broker knows of the last; Kafka 3.6 and later
 */
public record TopicTerms(
    String refusal, int maxBytes, long behindMs, long aheadMs, boolean hasFutureLimit) {

  private static final Logger log = LoggerFactory.getLogger(TopicTerms.class);

  static TopicTerms refused(String reason) {
    return new TopicTerms(reason, 0, 0, 0, false);
  }

  /**
   * @param topics that exist
   * @param existing those of them that we did not create just now
   */
  static Map<String, TopicTerms> of(
      Admin kafka, List<TopicUse> topics, List<TopicSettings> existing)
      throws ExecutionException, InterruptedException {
    var resources =
        topics.stream()
            .map(TopicUse::topic)
            .filter(topic -> topic.configs().containsKey(TopicPlan.RETENTION))
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    var configs = new HashMap<String, Config>();
    kafka
        .describeConfigs(resources)
        .all()
        .get()
        .forEach((resource, config) -> configs.put(resource.name(), config));
    var terms = new HashMap<String, TopicTerms>();
    for (var topic : topics) {
      var config = configs.get(topic.name());
      terms.put(
          topic.name(),
          new TopicTerms(
              "",
              (int) number(config, TopicPlan.MAX_BYTES, Integer.MAX_VALUE),
              number(config, Topics.PAST_LIMIT, Long.MAX_VALUE),
              number(config, Topics.FUTURE_LIMIT, Long.MAX_VALUE),
              config != null && config.get(Topics.FUTURE_LIMIT) != null));
    }
    warnOfShorter(configs, existing);
    return terms;
  }

  private static long number(@Nullable Config config, String name, long absent) {
    var entry = config == null ? null : config.get(name);
    var value = entry == null ? null : entry.value();
    return value == null ? absent : Long.parseLong(value);
  }

  private static void warnOfShorter(Map<String, Config> configs, List<TopicSettings> existing) {
    var shorter = new ArrayList<String>();
    for (var topic : existing) {
      var actual = configs.get(topic.name());
      var retention = actual == null ? null : actual.get(TopicPlan.RETENTION);
      var cleanup = actual == null ? null : actual.get("cleanup.policy");
      boolean deletes = cleanup == null || String.valueOf(cleanup.value()).contains("delete");
      if (retention != null && deletes && isShorter(retention.value(), topic)) {
        shorter.add(topic.name());
      }
    }
    if (!shorter.isEmpty()) {
      log.warn(
          "{} topics exist with a shorter retention than declared, so old events may be deleted"
              + " soon after they are written; raise their retention.ms: {}",
          shorter.size(),
          shorter.stream().limit(5).collect(Collectors.joining(", "))
              + (shorter.size() > 5 ? ", …" : ""));
    }
  }

  private static boolean isShorter(@Nullable String actual, TopicSettings topic) {
    var declared = topic.configs().get(TopicPlan.RETENTION);
    if (actual == null || declared == null) {
      return false;
    }
    long is = Long.parseLong(actual);
    long shouldBe = Long.parseLong(declared);
    return is >= 0 && (shouldBe < 0 || is < shouldBe);
  }
}
