package io.qtrace.cli.tail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic and its revisions ({@code -r2}, {@code -r3}…) as they grow; a topic that does not
 * exist yet is read from its beginning once it does. Not thread-safe.
 */
public final class TopicFollower implements AutoCloseable {

  private static final Duration LOOK_FOR_TOPICS = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Pattern topics;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private boolean fromBeginning;
  private long lookedAtNs;

  /**
   * @param fromBeginning false: what is in the topics by now is skipped
   */
  public TopicFollower(Endpoint endpoint, String topic, boolean fromBeginning) {
    this.consumer = endpoint.consumer();
    this.topics = Pattern.compile(Pattern.quote(topic) + "(-r\\d+)?");
    this.fromBeginning = fromBeginning;
    lookForTopics();
    this.fromBeginning = true;
  }

  /** True once there is something to read. */
  public boolean exists() {
    return !assigned.isEmpty();
  }

  /** What has come since the last call; waits a little if that is nothing. */
  public Iterable<ConsumerRecord<byte[], byte[]>> poll() throws InterruptedException {
    if (System.nanoTime() - lookedAtNs > LOOK_FOR_TOPICS.toNanos()) {
      lookForTopics();
    }
    if (assigned.isEmpty()) {
      Thread.sleep(POLL.toMillis()); // a consumer without partitions cannot wait for us
      return List.of();
    }
    return consumer.poll(POLL);
  }

  private void lookForTopics() {
    lookedAtNs = System.nanoTime();
    var fresh = new ArrayList<TopicPartition>();
    consumer
        .listTopics()
        .forEach(
            (name, partitions) -> {
              if (topics.matcher(name).matches()) {
                partitions.forEach(p -> fresh.add(new TopicPartition(name, p.partition())));
              }
            });
    fresh.removeAll(assigned);
    if (fresh.isEmpty()) {
      return;
    }
    assigned.addAll(fresh);
    consumer.assign(assigned);
    if (fromBeginning) {
      consumer.seekToBeginning(fresh);
    } else {
      consumer.seekToEnd(fresh);
      fresh.forEach(consumer::position); // now, not at the first poll
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
