package io.qtrace.fleet.read;

import io.qtrace.fleet.Fleet;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StoppedException;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics of results and tells the fleet, on a thread of its own. Topics that do not
 * exist yet are read from their beginning once they do. What fails is tried again.
 */
public final class FleetReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FleetReader.class);
  private static final Duration LOOK_FOR_TOPICS = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final KafkaAccess access;
  private final FleetTopics topics;
  private final Results results;
  private final Fleet fleet;
  private final Thread thread = new Thread(this::run, "qtrace-fleet");
  private final Set<TopicPartition> assigned = new HashSet<>();
  private Backlog backlog = new Backlog();
  private long lookedAtNs;
  private boolean looked;
  private volatile boolean stopped;
  private volatile String failure = "waiting for Kafka";
  private long unread;

  private FleetReader(KafkaAccess access, FleetTopics topics, WriterSchemas schemas, Fleet fleet) {
    this.access = access;
    this.topics = topics;
    this.results = new Results(topics, schemas);
    this.fleet = fleet;
  }

  /** Returns at once. */
  public static FleetReader start(
      KafkaAccess access, FleetTopics topics, WriterSchemas schemas, Fleet fleet) {
    var reader = new FleetReader(access, topics, schemas, fleet);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  /** What keeps it from reading, for people; empty if it reads. */
  public String failure() {
    return failure;
  }

  private void run() {
    while (!stopped) {
      try (var consumer = access.consumer()) {
        assigned.clear();
        backlog = new Backlog();
        looked = false;
        follow(consumer);
      } catch (KafkaException | StoppedException e) {
        failed(e);
      } catch (RuntimeException e) { // whatever it is, the next try may do better
        LOG.error("Reading results failed; trying again", e);
        failure = Reasons.of(e);
      }
      pause();
    }
  }

  private void failed(RuntimeException e) {
    if (!stopped) {
      failure = "Kafka: " + Reasons.of(e);
      LOG.warn("Reading results failed, trying again: {}", failure);
    }
  }

  private void pause() {
    try {
      Thread.sleep(stopped ? 0 : AGAIN.toMillis());
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    boolean reading = true;
    while (!stopped) {
      if (!looked || System.nanoTime() - lookedAtNs > LOOK_FOR_TOPICS.toNanos()) {
        lookForTopics(consumer);
        failure = "";
      }
      if (assigned.isEmpty()) {
        fleet.readBack(OptionalDouble.empty());
        pause();
        continue;
      }
      poll(consumer);
      if (reading) {
        var progress = backlog.progress(consumer);
        fleet.readBack(progress);
        reading = progress.isPresent();
      }
    }
  }

  private void poll(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      consumer.poll(POLL).forEach(this::add);
    } catch (InterruptException e) {
      stopped = Thread.interrupted(); // no interrupted thread can close a consumer
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    try {
      results.add(record, fleet);
    } catch (IOException | RuntimeException e) {
      if (e instanceof StoppedException stop) {
        throw stop;
      }
      // One line for the first and each thousandth: a foreign producer may write many.
      if (unread++ % 1000 == 0) {
        LOG.warn(
            "{}-{}@{} is no result of qtrace, {} so far: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            unread,
            Reasons.of(e));
      }
    }
  }

  private void lookForTopics(KafkaConsumer<byte[], byte[]> consumer) {
    var fresh = new ArrayList<TopicPartition>();
    consumer
        .listTopics()
        .forEach(
            (name, partitions) -> {
              if (topics.has(name)) {
                partitions.forEach(p -> fresh.add(new TopicPartition(name, p.partition())));
              }
            });
    fresh.removeAll(assigned);
    if (!fresh.isEmpty()) {
      assigned.addAll(fresh);
      consumer.assign(assigned);
      fresh.stream()
          .map(TopicPartition::topic)
          .filter(topics::isAggregation)
          .forEach(topic -> fleet.exists(topics.aggregation(topic), topic));
      if (looked) {
        consumer.seekToBeginning(fresh);
      } else {
        backlog.seek(consumer, fresh, topics::isCompacted);
      }
    }
    looked = true;
    lookedAtNs = System.nanoTime();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
