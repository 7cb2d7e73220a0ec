package io.qtrace.liveness;

import io.qtrace.topic.refusal.KafkaFailures;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/** Asks brokers where partitions end. Not thread-safe. */
final class Looks {

  /** Of a request: a partition without leader has no answer, and must not hold up the others. */
  static final int TIMEOUT_MS = 10_000;

  /** Topics come rarely: they are listed at every tenth look. */
  private static final int LOOKS_PER_LIST = 10;

  private final Admin kafka;
  private final WatchedTopics topics;
  private final Consumer<String> tell;
  private Set<TopicPartition> watched = Set.of();
  private int looks;

  /**
   * @param tell is told what this user may not see, each time
   */
  Looks(Admin kafka, WatchedTopics topics, Consumer<String> tell) {
    this.kafka = kafka;
    this.topics = topics;
    this.tell = tell;
  }

  /** All partitions that are looked at. */
  Set<TopicPartition> watched() {
    return watched;
  }

  /** Those of them that the stage reads. */
  List<TopicPartition> read() {
    var input = topics.input();
    return watched.stream().filter(partition -> input.contains(partition.topic())).toList();
  }

  /**
   * The ends of those that answer.
   *
   * @throws ExecutionException if the brokers do not
   */
  Map<TopicPartition, Ends> look() throws ExecutionException, InterruptedException {
    if (looks++ % LOOKS_PER_LIST == 0) {
      watched = partitions();
    }
    // In this order: what is written between the two is behind for a moment, never ahead.
    var stable = ends(IsolationLevel.READ_COMMITTED, watched);
    var end = ends(IsolationLevel.READ_UNCOMMITTED, stable.keySet());
    var answers = new HashMap<TopicPartition, Ends>();
    end.forEach(
        (partition, offset) ->
            answers.put(partition, new Ends(stable.getOrDefault(partition, offset), offset)));
    return answers;
  }

  private Set<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    var options = new ListTopicsOptions().listInternal(true).timeoutMs(TIMEOUT_MS);
    var names = new HashSet<>(kafka.listTopics(options).names().get());
    names.removeIf(name -> !topics.contains(name));
    names.add(WatchedTopics.OFFSETS);
    var partitions = new HashSet<TopicPartition>();
    var described = kafka.describeTopics(names, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS));
    for (var topic : described.topicNameValues().entrySet()) {
      try {
        topic
            .getValue()
            .get()
            .partitions()
            .forEach(p -> partitions.add(new TopicPartition(topic.getKey(), p.partition())));
      } catch (ExecutionException e) {
        // Else it is not there yet, or no longer.
        if (e.getCause() instanceof AuthorizationException) {
          tell.accept(notWatched(topic.getKey()));
        }
      }
    }
    return partitions;
  }

  private static String notWatched(String topic) {
    return "transactions that do not end are not seen on %s: %s"
        .formatted(topic, KafkaFailures.notPermitted("Describe on topic " + topic));
  }

  private Map<TopicPartition, Long> ends(IsolationLevel isolation, Collection<TopicPartition> of)
      throws InterruptedException {
    var query = new HashMap<TopicPartition, OffsetSpec>();
    of.forEach(partition -> query.put(partition, OffsetSpec.latest()));
    var asked = kafka.listOffsets(query, new ListOffsetsOptions(isolation).timeoutMs(TIMEOUT_MS));
    var ends = new HashMap<TopicPartition, Long>();
    for (var partition : of) {
      try {
        ends.put(partition, asked.partitionResult(partition).get().offset());
      } catch (ExecutionException e) {
        looks = 0; // it may be gone: lists topics at the next look
      }
    }
    return ends;
  }
}
