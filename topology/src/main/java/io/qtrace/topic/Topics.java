package io.qtrace.topic;

import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.StoppedException;
import io.qtrace.retry.UnavailableException;
import io.qtrace.topic.refusal.KafkaFailures;
import io.qtrace.topic.refusal.KafkaRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Creates topics and waits until they can be written to. Calls block while the brokers are away.
 * Thread-safe.
 */
public final class Topics implements EventTopics, AutoCloseable {

  /** Kafka 3.6 and later; brokers that do not know it have no such limit. */
  public static final String FUTURE_LIMIT = "message.timestamp.after.max.ms";

  static final String PAST_LIMIT = "message.timestamp.before.max.ms";

  /** Kafka's default is Long.MAX_VALUE for one and an hour for the other. */
  private static final long MIN_AHEAD_MS = Duration.ofDays(365_000).toMillis();

  private static final int LOOKS = 200;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);
  private static final int PROBE_TIMEOUT_MS = 4000;
  private static final Duration WATCH_PAUSE = Duration.ofSeconds(5);

  private final String bootstrap;
  private final Map<String, Object> config;
  private final StopSignal stop;
  private final Retry retry;
  private final Map<String, TopicTerms> ready = new HashMap<>();
  private @Nullable Admin admin;

  /**
   * @param kafka further client properties, such as {@code security.protocol}
   */
  public Topics(String bootstrap, Map<String, String> kafka, StopSignal stop) {
    this.bootstrap = bootstrap;
    this.config = new HashMap<>(kafka);
    config.put("bootstrap.servers", bootstrap);
    this.stop = stop;
    this.retry = new Retry("Kafka at " + bootstrap, stop);
  }

  /**
   * Makes sure that the topics exist, that this user may do with them what it has to, and that
   * every partition has a leader: before that a producer may lose or delay its first batches
   * (KAFKA-15591). A topic is looked at once per process.
   *
   * @throws KafkaRefusedException if trying again would not help
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public synchronized void ensure(List<TopicUse> wanted) {
    var unseen = wanted.stream().filter(topic -> !ready.containsKey(topic.name())).toList();
    if (unseen.isEmpty()) {
      return;
    }
    var terms = retry.call(() -> attempt(unseen));
    for (var topic : unseen) {
      var found = terms.get(topic.name());
      if (found != null && !found.refusal().isEmpty()) {
        throw new KafkaRefusedException("Kafka at " + bootstrap + " refuses: " + found.refusal());
      }
    }
    ready.putAll(terms);
  }

  @Override
  public Set<String> existing() {
    return asked(() -> connected().listTopics().names().get());
  }

  @Override
  public Map<String, TopicTerms> ensureEach(List<TopicUse> wanted) {
    var unseen = new ArrayList<TopicUse>();
    var terms = new HashMap<String, TopicTerms>();
    synchronized (this) {
      for (var topic : wanted) {
        var known = ready.get(topic.name());
        if (known == null) {
          unseen.add(topic);
        } else {
          terms.put(topic.name(), known);
        }
      }
    }
    if (!unseen.isEmpty()) {
      var found = retry.call(() -> attempt(unseen));
      terms.putAll(found);
      synchronized (this) {
        found.forEach(
            (topic, of) -> {
              if (of.refusal().isEmpty()) {
                ready.put(topic, of);
              }
            });
      }
    }
    return terms;
  }

  /**
   * Makes sure that a topic takes what is written to it; one that we created does.
   *
   * @throws KafkaRefusedException if it does not
   */
  public synchronized void requireRoom(String topic, int bytes) {
    var terms = ready.get(topic);
    if (terms != null && terms.maxBytes() < bytes) {
      throw new KafkaRefusedException(
          "topic %s takes %,d bytes at most, but has to take %,d; set its max.message.bytes"
              .formatted(topic, terms.maxBytes(), bytes));
    }
  }

  /**
   * Makes sure that a topic takes records with the time of a host's clock, whatever it is.
   *
   * @throws KafkaRefusedException if it does not
   */
  public synchronized void requireAnyTime(String topic) {
    var terms = ready.get(topic);
    if (terms != null && (terms.aheadMs() < MIN_AHEAD_MS || terms.behindMs() < MIN_AHEAD_MS)) {
      throw new KafkaRefusedException(
          "topic %s refuses records of some times, but hosts' clocks may be anywhere; set its %s and %s to %d"
              .formatted(topic, FUTURE_LIMIT, PAST_LIMIT, Long.MAX_VALUE));
    }
  }

  /** Whether topics can be told to take records from the future. Kafka 3.6 and later. */
  public synchronized boolean knowFutureLimit() {
    return ready.values().stream().anyMatch(TopicTerms::hasFutureLimit);
  }

  /**
   * How many partitions a topic has.
   *
   * @param topic that exists
   * @throws KafkaRefusedException if trying again would not help
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public synchronized int partitions(String topic) {
    return asked(
        () -> {
          var described = connected().describeTopics(List.of(topic)).topicNameValues();
          return described.values().iterator().next().get().partitions().size();
        });
  }

  /** A question to the brokers, which may throw as their futures do. */
  private interface Question<T> {
    T ask() throws ExecutionException, InterruptedException;
  }

  private <T> T asked(Question<T> question) {
    return retry.call(() -> answer(question));
  }

  private <T> T answer(Question<T> question) throws UnavailableException {
    try {
      return question.ask();
    } catch (ExecutionException e) {
      throw KafkaFailures.sorted(bootstrap, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw KafkaFailures.sorted(bootstrap, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
  }

  /** From now on logs when the brokers go away and come back; clients themselves are not clear. */
  public void watch() {
    var thread = new Thread(this::watchUntilStopped, "qtrace-kafka-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** How long the brokers have been away. */
  public Duration away() {
    return retry.away();
  }

  private void watchUntilStopped() {
    while (!stop.pause(WATCH_PAUSE)) {
      probe();
    }
  }

  private void probe() {
    try {
      retry.call(
          () -> {
            try {
              return connected();
            } catch (ExecutionException e) {
              throw new UnavailableException(KafkaFailures.reason(e.getCause()), e);
            } catch (KafkaException e) {
              throw new UnavailableException(KafkaFailures.reason(e), e);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new UnavailableException("interrupted", e);
            }
          });
    } catch (StoppedException e) {
      // Ends the watch.
    }
  }

  private Map<String, TopicTerms> attempt(List<TopicUse> topics) throws UnavailableException {
    return answer(
        () -> {
          var kafka = connected();
          var before = TopicLook.at(kafka, topics);
          var terms = TopicCreation.create(kafka, before.missing(topics));
          var there = topics.stream().filter(topic -> !terms.containsKey(topic.name())).toList();
          awaitLeaders(kafka, there);
          var existing = before.existing(topics);
          terms.putAll(TopicTerms.of(kafka, there, existing));
          return terms;
        });
  }

  private synchronized Admin client() {
    if (admin == null) {
      admin = KafkaFailures.admin(bootstrap, config);
    }
    return admin;
  }

  private Admin connected() throws ExecutionException, InterruptedException {
    var kafka = client();
    // Answers "nobody there" in seconds; the calls that follow may take long on a busy cluster.
    kafka
        .describeCluster(new DescribeClusterOptions().timeoutMs(PROBE_TIMEOUT_MS))
        .clusterId()
        .get();
    return kafka;
  }

  /**
   * Waits until the topics are known, then until every partition's leader answers. ListOffsets is
   * answered by a leader only, and only once it really leads.
   */
  private void awaitLeaders(Admin kafka, List<TopicUse> topics)
      throws ExecutionException, InterruptedException {
    var look = TopicLook.at(kafka, topics);
    for (int i = 0; i < LOOKS && !look.missing(topics).isEmpty(); i++) {
      stop.pause(BETWEEN_LOOKS);
      look = TopicLook.at(kafka, topics);
    }
    look.checkPermissions(topics);
    var query = new HashMap<TopicPartition, OffsetSpec>();
    look.partitions().forEach(partition -> query.put(partition, OffsetSpec.latest()));
    kafka.listOffsets(query).all().get();
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
