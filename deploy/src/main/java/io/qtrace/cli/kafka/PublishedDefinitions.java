package io.qtrace.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.console.Failure;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The definitions in the topic that commands and connectors publish them to. */
public final class PublishedDefinitions {

  /** How long they are read. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(200);

  /** Of more, those that were published last are taken. Each has half a megabyte or so. */
  private static final int MOST = 50;

  /** Their texts by fingerprint, the last one published last. */
  private final Map<String, byte[]> texts = new LinkedHashMap<>();

  private PublishedDefinitions() {}

  /**
   * Those that are in a topic now and can be read, the last one published last; none if there is no
   * such topic.
   *
   * @throws Failure if Kafka refuses, or does not answer in time
   */
  public static List<Definitions> in(String topic, KafkaCluster cluster) {
    var partitions = cluster.partitions(topic);
    var properties = cluster.clientProperties();
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    var published = new PublishedDefinitions();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      published.read(consumer, topic);
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    return published.texts.values().stream()
        .map(PublishedDefinitions::parsed)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Up to where the topic ends now. */
  private void read(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    var ends = consumer.endOffsets(consumer.assignment());
    long untilNs = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > untilNs) {
        throw Failure.badInput(
            "%s could not be read within %d s; try again, or leave out the options of Kafka's"
                .formatted(topic, PATIENCE.toSeconds()));
      }
      consumer.poll(POLL).forEach(this::take);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return; // nobody can name it
    }
    var fingerprint = new String(record.key(), UTF_8);
    texts.remove(fingerprint);
    if (record.value() != null) {
      texts.put(fingerprint, record.value());
    }
    if (texts.size() > MOST) {
      texts.remove(texts.keySet().iterator().next());
    }
  }

  /** Empty for what is none: the stage says so to whoever uses it. */
  private static Optional<Definitions> parsed(byte[] text) {
    try {
      return Optional.of(Definitions.parse("published", text))
          .filter(definitions -> !definitions.events().isEmpty());
    } catch (InvalidTraceEventsException e) {
      return Optional.empty();
    }
  }
}
