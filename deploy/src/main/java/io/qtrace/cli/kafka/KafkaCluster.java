package io.qtrace.cli.kafka;

import io.qtrace.cli.console.Failure;
import io.qtrace.topic.refusal.KafkaFailures;
import io.qtrace.topic.refusal.KafkaRefusedException;
import io.qtrace.topology.config.DecodeConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A connection for questions about the cluster. Whatever fails is a {@link Failure}. */
public final class KafkaCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final DecodeConfig config;
  private final String bootstrap;
  private final Map<String, Object> clientProperties;
  private final Admin admin;

  private KafkaCluster(DecodeConfig config, Map<String, Object> clientProperties, Admin admin) {
    this.config = config;
    this.bootstrap = config.bootstrap();
    this.clientProperties = clientProperties;
    this.admin = admin;
  }

  /** Returns once a broker has answered; fails within ten seconds if none does. */
  public static KafkaCluster connect(DecodeConfig config) {
    var properties = new HashMap<String, Object>(config.streams().kafka());
    properties.put("bootstrap.servers", config.bootstrap());
    Admin admin;
    try {
      admin = KafkaFailures.admin(config.bootstrap(), properties);
    } catch (KafkaRefusedException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()), e);
    } catch (KafkaException e) {
      throw unreachable(config.bootstrap(), KafkaFailures.oneLine(root(e)), e);
    }
    var cluster = new KafkaCluster(config, Map.copyOf(properties), admin);
    try {
      cluster.get(admin.describeCluster().clusterId());
      return cluster;
    } catch (Failure e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  private static Failure unreachable(String bootstrap, String reason, Throwable cause) {
    return Failure.badInput(
        "Kafka at %s cannot be reached: %s; start it ('qtrace up'), or say where it is with --bootstrap"
            .formatted(bootstrap, reason),
        cause);
  }

  /** What the decode stage on this cluster runs with. */
  public DecodeConfig config() {
    return config;
  }

  /** For producers and consumers: where the brokers are and how to get in. */
  public Map<String, Object> clientProperties() {
    return new HashMap<>(clientProperties);
  }

  public Set<String> topics() {
    return get(admin.listTopics().names());
  }

  /** A topic's configuration value; empty if the broker does not know that configuration. */
  public Optional<String> topicConfig(String topic, String name) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
    var entry = config == null ? null : config.get(name);
    return entry == null ? Optional.empty() : Optional.ofNullable(entry.value());
  }

  /** What a group has committed, without what a transaction may still take back. */
  public Optional<OffsetAndMetadata> committed(String group, TopicPartition partition) {
    var options = new ListConsumerGroupOffsetsOptions().requireStable(true);
    var spec = new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition));
    var offsets =
        get(
            admin
                .listConsumerGroupOffsets(Map.of(group, spec), options)
                .partitionsToOffsetAndMetadata());
    return Optional.ofNullable(offsets.get(partition));
  }

  /**
   * A topic's partitions; none if it does not exist. Fails if this user may not describe it: lists
   * of topics leave such a topic out.
   */
  public List<TopicPartition> partitions(String topic) {
    var answers = admin.describeTopics(List.of(topic)).allTopicNames();
    try {
      return answers.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).values().stream()
          .flatMap(description -> description.partitions().stream())
          .map(p -> new TopicPartition(topic, p.partition()))
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return List.of();
      }
      throw e.getCause() instanceof AuthorizationException
          ? notPermitted("Read on topic " + topic, e)
          : failure(e);
    } catch (TimeoutException e) {
      throw unreachable(bootstrap, "no broker answers", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Where a topic ends now; nothing of a topic that does not exist or may not be seen. */
  public Map<TopicPartition, Long> endsIfPermitted(String topic) {
    try {
      var asked = new HashMap<TopicPartition, OffsetSpec>();
      partitions(topic).forEach(partition -> asked.put(partition, OffsetSpec.latest()));
      var ends = new HashMap<TopicPartition, Long>();
      get(admin.listOffsets(asked).all())
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (Failure e) {
      return Map.of();
    }
  }

  /** True if somebody consumes in the name of this group. */
  public boolean hasMembers(String group) {
    try {
      var description = admin.describeConsumerGroups(List.of(group)).describedGroups().get(group);
      return description != null
          && !description.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).members().isEmpty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw notPermitted("Describe on group " + group, e);
      }
      return false; // A group that never was is an error in newer brokers.
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unreachable(bootstrap, "no broker answers", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  /** A failure of any Kafka client, in a user's words. */
  public Failure failure(Throwable cause) {
    return failure(cause, "");
  }

  /**
   * The same.
   *
   * @param transactionalId the client's
   */
  public Failure failure(Throwable cause, String transactionalId) {
    return failure(bootstrap, cause, transactionalId);
  }

  public static Failure failure(String bootstrap, Throwable cause, String transactionalId) {
    var refusal = KafkaFailures.refusal(cause, transactionalId);
    return refusal == null
        ? unreachable(bootstrap, KafkaFailures.oneLine(cause), cause)
        : Failure.badInput("Kafka at %s refuses: %s".formatted(bootstrap, refusal), cause);
  }

  private Failure notPermitted(String permission, Throwable cause) {
    return Failure.badInput(
        "Kafka at %s refuses: %s".formatted(bootstrap, KafkaFailures.notPermitted(permission)),
        cause);
  }

  private static Failure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return Failure.badInput("interrupted", e);
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
