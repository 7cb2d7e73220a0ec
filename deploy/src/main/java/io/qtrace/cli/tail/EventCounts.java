package io.qtrace.cli.tail;

import io.qtrace.frame.Frame;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.schema.EventSchemas;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts what is in the typed topics now, by event, as a consumer with nothing but Kafka and the
 * registry can.
 */
public final class EventCounts {

  /**
   * One event's share.
   *
   * @param sample the value of one of its Kafka records
   */
  @SuppressWarnings("ArrayRecordComponent") // shown, never compared
  public record EventCount(String event, String topic, long count, byte[] sample) {}

  private static final Duration POLL = Duration.ofMillis(200);

  private final WriterSchemas schemas;
  private final Map<String, EventCount> counts = new HashMap<>();

  private EventCounts(WriterSchemas schemas) {
    this.schemas = schemas;
  }

  /** The most frequent first. Reads every record that is committed by now. */
  public static List<EventCount> read(Endpoint endpoint, WriterSchemas schemas) throws IOException {
    var counts = new EventCounts(schemas);
    try (var consumer = endpoint.consumer()) {
      counts.readAll(consumer, endpoint.topics().event(""));
    }
    return counts.counts.values().stream()
        .sorted(
            Comparator.comparingLong(EventCount::count).reversed().thenComparing(EventCount::event))
        .toList();
  }

  private void readAll(KafkaConsumer<byte[], byte[]> consumer, String prefix) throws IOException {
    var partitions = new ArrayList<TopicPartition>();
    consumer
        .listTopics()
        .forEach(
            (topic, infos) -> {
              if (topic.startsWith(prefix)) {
                infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
              }
            });
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      for (var record : consumer.poll(POLL)) {
        count(record);
      }
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) throws IOException {
    var value = record.value();
    if (value == null || !Frame.isAround(value)) {
      return; // not written by qtrace
    }
    var schema = schemas.byId(Frame.schemaId(value));
    var named = schema.getProp(EventSchemas.EVENT_PROPERTY);
    var event = named == null ? schema.getName() : named;
    counts.merge(
        event,
        new EventCount(event, record.topic(), 1, value),
        (old, one) -> new EventCount(event, old.topic(), old.count() + 1, old.sample()));
  }
}
