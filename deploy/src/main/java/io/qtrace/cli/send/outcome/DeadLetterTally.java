package io.qtrace.cli.send.outcome;

import static java.util.Comparator.comparingLong;

import io.qtrace.bytes.Words;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.send.delivery.TraceSource;
import io.qtrace.contract.DeadLetter;
import io.qtrace.frame.Framed;
import io.qtrace.raw.RawHeaders;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.text.Visible;
import io.qtrace.topic.TopicPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Why parts of a source are dead letters. Read out of their topic, where this user may. */
public final class DeadLetterTally {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_REASONS = 3;
  private static final int MAX_QUOTED_BYTES = 120;

  /**
   * Dead letters of one reason.
   *
   * @param count as the ledger counts
   * @param detail of the first of them
   * @param line which that is, in quotes, or its beginning; empty for a simple trace
   */
  record Reason(String name, long count, String detail, String line) {

    private static Reason of(DeadLetter letter, TraceFormat format) {
      var line = format == TraceFormat.LOG ? lineOf(letter.getBytes()) : "";
      return new Reason(letter.getReason(), letter.getCount(), letter.getDetail(), line);
    }

    private Reason plus(long more) {
      return new Reason(name, count + more, detail, line);
    }
  }

  private final KafkaCluster cluster;
  private final String topic;
  private final Map<TopicPartition, Long> ends;
  private final Map<String, Reason> reasons = new LinkedHashMap<>();

  private DeadLetterTally(KafkaCluster cluster, String topic, Map<TopicPartition, Long> ends) {
    this.cluster = cluster;
    this.topic = topic;
    this.ends = ends;
  }

  /** Remembers what is in the topic now: the source's are behind that. */
  public static DeadLetterTally from(KafkaCluster cluster, String topic) {
    return new DeadLetterTally(cluster, topic, cluster.endsIfPermitted(topic));
  }

  /** The most frequent first; none if they cannot be read, or not soon. */
  List<Reason> reasons(TraceSource source, int generation, long expected) {
    var properties = cluster.clientProperties();
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.partition.fetch.bytes", 2 * TopicPlan.MAX_DEAD_LETTER_BYTES);
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(cluster.partitions(topic));
      read(consumer, ends, source, generation);
      if (counted() < expected) { // What was sent before left some of them.
        reasons.clear();
        read(consumer, Map.of(), source, generation);
      }
    } catch (KafkaException | Failure e) {
      return List.of(); // What the ledger says is said already.
    }
    return reasons.values().stream()
        .sorted(comparingLong(Reason::count).reversed())
        .limit(MOST_REASONS)
        .toList();
  }

  /** Up to where the topic ends now. */
  private void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> from,
      TraceSource source,
      int generation) {
    var partitions = consumer.assignment();
    partitions.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
    var to = consumer.endOffsets(partitions);
    long untilNs = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < untilNs
        && partitions.stream().anyMatch(p -> consumer.position(p) < to.getOrDefault(p, 0L))) {
      for (var record : consumer.poll(POLL)) {
        Framed.find(record.value(), DeadLetter.class)
            .ifPresent(letter -> count(letter, source, generation));
      }
    }
  }

  private long counted() {
    return reasons.values().stream().mapToLong(Reason::count).sum();
  }

  private void count(DeadLetter letter, TraceSource source, int generation) {
    if (letter.getVm().equals(source.vm())
        && life(letter).startsWith(source.life(generation) + ";")) {
      reasons.merge(
          letter.getReason(),
          Reason.of(letter, source.summary().format()),
          (before, one) -> before.plus(one.count));
    }
  }

  private static String lineOf(ByteBuffer bytes) {
    byte[] b = new byte[bytes.remaining()];
    bytes.duplicate().get(b);
    int end = Words.textEnd(b, 0, b.length);
    var line = new String(b, 0, Math.min(end, MAX_QUOTED_BYTES), StandardCharsets.UTF_8);
    return "'%s'".formatted(Visible.lines(line));
  }

  private static String life(DeadLetter letter) {
    var header = letter.getHeaders().get(RawHeaders.SOURCE);
    return header == null ? "" : text(header);
  }

  private static String text(ByteBuffer header) {
    return StandardCharsets.UTF_8.decode(header.duplicate()).toString();
  }

  /** {@code 29,339 UNKNOWN_EVENT, 2 TRUNCATED}. */
  static String counts(List<Reason> reasons) {
    return reasons.stream()
        .map(reason -> "%,d %s".formatted(reason.count, reason.name))
        .collect(Collectors.joining(", "));
  }
}
