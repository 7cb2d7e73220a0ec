package io.qtrace.liveness;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what of a cluster puts exactly-once or availability at risk. */
final class ClusterCheck {

  private static final Logger log = LoggerFactory.getLogger(ClusterCheck.class);

  private static final String FEATURE = "metadata.version";

  /** Kafka's MetadataVersion: IBP_4_3_IV0 to IBP_4_4_IV2. */
  private static final int FIRST_WITH_FAULT = 30;

  private static final int LAST_WITH_FAULT = 33;
  private static final int MOST_SHOWN = 5;

  private final WatchedTopics topics;

  ClusterCheck(WatchedTopics topics) {
    this.topics = topics;
  }

  /** Logs what it finds; nothing if the brokers do not answer. */
  void warn(Admin kafka) {
    try {
      warnings(kafka).forEach(warning -> log.warn("{}", warning));
    } catch (ExecutionException | KafkaException e) {
      log.debug("the cluster was not checked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> warnings(Admin kafka) throws ExecutionException, InterruptedException {
    var warnings = new ArrayList<String>();
    var options = new DescribeFeaturesOptions().timeoutMs(Looks.TIMEOUT_MS);
    if (hasFault(kafka.describeFeatures(options).featureMetadata().get())) {
      warnings.add(
          "the brokers are of Kafka 4.3 or 4.4, which may leave a transaction open for ever when a"
              + " partition of it has no leader as it ends (KAFKA-20734): committed records behind"
              + " it are read by nobody; use brokers of 4.2, or of a release with that fix, and"
              + " watch qtrace_partitions_stuck (docs/runbooks.md#qtracetransactionstuck)");
    }
    var single = unreplicated(kafka);
    if (!single.isEmpty()) {
      warnings.add(
          "%d topics have a partition with one replica, so one broker that is away stops them, and one lost disk loses them: %s; give them three by kafka-reassign-partitions, and those to come by topics.replication=3 or the brokers' default.replication.factor"
              .formatted(single.size(), some(single)));
    }
    return warnings;
  }

  /**
   * By what is finalized, and by what the broker that answers could: its release, whatever was
   * finalized so far.
   */
  private static boolean hasFault(FeatureMetadata features) {
    var finalized = features.finalizedFeatures().get(FEATURE);
    var supported = features.supportedFeatures().get(FEATURE);
    return (finalized != null && isFaulty(finalized.maxVersionLevel()))
        || (supported != null && isFaulty(supported.maxVersion()));
  }

  static boolean isFaulty(short level) {
    return level >= FIRST_WITH_FAULT && level <= LAST_WITH_FAULT;
  }

  private Set<String> unreplicated(Admin kafka) throws ExecutionException, InterruptedException {
    var options = new ListTopicsOptions().listInternal(true).timeoutMs(Looks.TIMEOUT_MS);
    var names = kafka.listTopics(options).names().get();
    var used = names.stream().filter(topics::contains).toList();
    var described =
        kafka.describeTopics(used, new DescribeTopicsOptions().timeoutMs(Looks.TIMEOUT_MS));
    var single = new TreeSet<String>();
    for (var topic : described.topicNameValues().values()) {
      var description = topic.get();
      if (hasOneReplica(description)) {
        single.add(description.name());
      }
    }
    return single;
  }

  private static boolean hasOneReplica(TopicDescription topic) {
    return topic.partitions().stream().anyMatch(partition -> partition.replicas().size() == 1);
  }

  private static String some(Set<String> topics) {
    var shown = String.join(", ", topics.stream().limit(MOST_SHOWN).toList());
    return topics.size() > MOST_SHOWN ? shown + ", …" : shown;
  }
}
