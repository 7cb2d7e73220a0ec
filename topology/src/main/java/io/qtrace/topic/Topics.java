package io.qtrace.topic;

import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.StoppedException;
import io.qtrace.retry.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates topics and waits until they can be written to. Calls block while the brokers are away.
 * Thread-safe.
 */
public final class Topics implements AutoCloseable {

  /** Kafka 3.6 and later; brokers that do not know it have no such limit. */
  static final String FUTURE_LIMIT = "message.timestamp.after.max.ms";

  private static final Logger log = LoggerFactory.getLogger(Topics.class);
  private static final int LOOKS = 200;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);
  private static final int PROBE_TIMEOUT_MS = 4000;
  private static final Duration WATCH_PAUSE = Duration.ofSeconds(5);

  private final String bootstrap;
  private final Map<String, Object> config;
  private final StopSignal stop;
  private final Retry retry;
  private final Set<String> ready = new HashSet<>();
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
    var unseen = wanted.stream().filter(topic -> !ready.contains(topic.name())).toList();
    if (unseen.isEmpty()) {
      return;
    }
    retry.call(() -> attempt(unseen));
    unseen.forEach(topic -> ready.add(topic.name()));
  }

  /**
   * How many partitions a topic has.
   *
   * @param topic that exists
   * @throws KafkaRefusedException if trying again would not help
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public synchronized int partitions(String topic) {
    return retry.call(
        () -> {
          try {
            var described = connected().describeTopics(List.of(topic)).topicNameValues();
            return described.values().iterator().next().get().partitions().size();
          } catch (ExecutionException e) {
            throw KafkaFailures.sorted(bootstrap, e.getCause() == null ? e : e.getCause());
          } catch (KafkaException e) {
            throw KafkaFailures.sorted(bootstrap, e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
          }
        });
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

  private boolean attempt(List<TopicUse> topics) throws UnavailableException {
    try {
      var kafka = connected();
      var before = TopicLook.at(kafka, topics);
      create(kafka, before.missing(topics));
      awaitLeaders(kafka, topics);
      compare(kafka, before.existing(topics));
      return true;
    } catch (ExecutionException e) {
      throw KafkaFailures.sorted(bootstrap, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw KafkaFailures.sorted(bootstrap, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
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

  private static void create(Admin kafka, List<TopicSettings> topics)
      throws ExecutionException, InterruptedException {
    if (topics.isEmpty()) {
      return;
    }
    var older = new ArrayList<TopicSettings>();
    var forbidden = new ArrayList<String>();
    var answers = kafka.createTopics(topics.stream().map(Topics::newTopic).toList()).values();
    for (var topic : topics) {
      try {
        if (!isCreated(answers.get(topic.name()))) {
          older.add(withoutFutureLimit(topic));
        }
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof AuthorizationException)) {
          throw e;
        }
        forbidden.add(topic.name());
      }
    }
    if (!forbidden.isEmpty()) {
      throw new MissingPermissionException(
          KafkaFailures.permission(AclOperation.CREATE, forbidden));
    }
    if (!older.isEmpty()) {
      kafka.createTopics(older.stream().map(Topics::newTopic).toList()).all().get();
    }
  }

  /** False if the broker does not know {@link #FUTURE_LIMIT}. */
  private static boolean isCreated(@Nullable KafkaFuture<Void> answer)
      throws ExecutionException, InterruptedException {
    try {
      if (answer != null) {
        answer.get();
      }
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return true;
      }
      var message = String.valueOf(e.getCause());
      if (e.getCause() instanceof InvalidConfigurationException && message.contains(FUTURE_LIMIT)) {
        return false;
      }
      throw e;
    }
  }

  private static NewTopic newTopic(TopicSettings topic) {
    return new NewTopic(topic.name(), topic.partitions(), topic.replication())
        .configs(topic.configs());
  }

  private static TopicSettings withoutFutureLimit(TopicSettings topic) {
    var configs = new HashMap<>(topic.configs());
    configs.remove(FUTURE_LIMIT);
    return new TopicSettings(topic.name(), topic.partitions(), topic.replication(), configs);
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

  private static void compare(Admin kafka, List<TopicSettings> existing)
      throws ExecutionException, InterruptedException {
    var resources =
        existing.stream()
            .filter(topic -> topic.configs().containsKey(TopicPlan.RETENTION))
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    var configs = kafka.describeConfigs(resources).all().get();
    var shorter = new ArrayList<String>();
    for (var topic : existing) {
      var actual = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      var retention = actual == null ? null : actual.get(TopicPlan.RETENTION);
      var cleanup = actual == null ? null : actual.get("cleanup.policy");
      boolean deletes = cleanup == null || String.valueOf(cleanup.value()).contains("delete");
      if (retention != null && deletes && isShorter(retention.value(), topic)) {
        shorter.add(topic.name());
      }
    }
    if (!shorter.isEmpty()) {
      log.warn(
          "{} topics exist with a shorter retention than declared, so old events may be deleted"
              + " soon after they are written; raise their retention.ms: {}",
          shorter.size(),
          shorter.stream().limit(5).collect(Collectors.joining(", "))
              + (shorter.size() > 5 ? ", …" : ""));
    }
  }

  private static boolean isShorter(@Nullable String actual, TopicSettings topic) {
    var declared = topic.configs().get(TopicPlan.RETENTION);
    if (actual == null || declared == null) {
      return false;
    }
    long is = Long.parseLong(actual);
    long shouldBe = Long.parseLong(declared);
    return is >= 0 && (shouldBe < 0 || is < shouldBe);
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
