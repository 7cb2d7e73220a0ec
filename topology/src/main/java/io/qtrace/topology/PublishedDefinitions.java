package io.qtrace.topology;

import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.topic.refusal.KafkaFailures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All definitions that aggregations can be held against: the default ones, those that were
 * published, and the built-in ones. Thread-safe.
 */
final class PublishedDefinitions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PublishedDefinitions.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** A fleet has fewer builds; the first ones are kept, so that results keep their types. */
  private static final int MOST = 32;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final Definitions defaults;
  private final Map<String, KnownDefinitions> published = new LinkedHashMap<>();
  private List<TopicPartition> partitions = List.of();
  private boolean isClosed;

  /**
   * Reads nothing yet.
   *
   * @param settings of a consumer without a group
   * @param topic that exists
   */
  PublishedDefinitions(Map<String, Object> settings, String topic, Definitions defaults) {
    this.topic = topic;
    this.defaults = defaults;
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Returns when all that have been published are known: without them an event of theirs would pass
   * for a typing error.
   *
   * @throws io.qtrace.topic.refusal.KafkaRefusedException if trying again would not help
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  void await(String bootstrap, StopSignal stop) {
    new Retry("Kafka at " + bootstrap, stop)
        .call(
            () -> {
              try {
                readOn();
                return published.size();
              } catch (KafkaException e) {
                throw KafkaFailures.sorted(bootstrap, e);
              }
            });
  }

  /** In the same order each time; what cannot be read now is missing. */
  synchronized List<KnownDefinitions> all() {
    try {
      readOn();
    } catch (KafkaException e) {
      log.debug("definitions cannot be read: {}", e.getMessage());
    }
    var all = new LinkedHashMap<String, KnownDefinitions>();
    add(all, new KnownDefinitions("the default definitions", defaults));
    published.values().forEach(one -> add(all, one));
    add(all, new KnownDefinitions("the built-in definitions", Definitions.system()));
    return new ArrayList<>(all.values());
  }

  private static void add(Map<String, KnownDefinitions> all, KnownDefinitions one) {
    all.putIfAbsent(one.definitions().fingerprint(), one);
  }

  private synchronized void readOn() {
    if (isClosed) {
      return;
    }
    if (partitions.isEmpty()) {
      partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    var ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (var record : consumer.poll(POLL)) {
        if (record.key() != null && published.size() < MOST) {
          read(new String(record.key(), StandardCharsets.UTF_8), record.value());
        }
      }
    }
  }

  private void read(String fingerprint, byte @Nullable [] text) {
    if (text == null || published.containsKey(fingerprint)) {
      return;
    }
    try {
      var definitions = Definitions.parse("definitions " + fingerprint, text);
      published.put(fingerprint, new KnownDefinitions("a QEMU", definitions));
    } catch (InvalidTraceEventsException e) {
      log.debug("definitions {} are of no use", fingerprint);
    }
  }

  /** Ends what waits for Kafka, too. */
  @Override
  public void close() {
    consumer.wakeup();
    synchronized (this) {
      isClosed = true;
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}
