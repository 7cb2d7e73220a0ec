package io.qtrace.container;

import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.qtrace.testing.Committed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What {@code read_committed} consumers see of a test's topics. */
record Typed(Admin admin, String bootstrap, String registryUrl, String prefix) {

  <T extends SpecificRecord> void forEach(String topic, Class<T> type, Consumer<T> consumer)
      throws ExecutionException, InterruptedException {
    Map<String, Object> config =
        Map.of("schema.registry.url", registryUrl, "specific.avro.reader", true);
    try (var values = new KafkaAvroDeserializer()) {
      values.configure(config, false);
      Committed.forEach(
          admin,
          bootstrap,
          prefix + topic,
          record -> consumer.accept(type.cast(values.deserialize(record.topic(), record.value()))));
    }
  }

  <T extends SpecificRecord> List<T> all(String topic, Class<T> type)
      throws ExecutionException, InterruptedException {
    var all = new ArrayList<T>();
    forEach(topic, type, all::add);
    return all;
  }

  /** How many records there are. */
  long count(String topic) throws ExecutionException, InterruptedException {
    var count = new long[1];
    Committed.forEach(admin, bootstrap, prefix + topic, record -> count[0]++);
    return count[0];
  }

  /** Fails if there are not as many records after {@link Part#PATIENCE}. */
  void awaitCount(String topic, long count) {
    var seen = new long[1];
    try (var committed = new Committed(admin, bootstrap)) {
      await(count + " records in " + topic)
          .atMost(Part.PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(
              () -> {
                committed.forEachNew(List.of(prefix + topic), record -> seen[0]++);
                return seen[0] >= count;
              });
    }
  }

  /** The sum of the positions up to which the topic is committed: grows with each transaction. */
  long progress(String topic) throws ExecutionException, InterruptedException {
    var name = prefix + topic;
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    admin
        .describeTopics(List.of(name))
        .allTopicNames()
        .get()
        .get(name)
        .partitions()
        .forEach(p -> latest.put(new TopicPartition(name, p.partition()), OffsetSpec.latest()));
    return admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(end -> end.offset())
        .sum();
  }
}
