package io.qtrace.security;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.liveness.TransactionWatch;
import io.qtrace.liveness.WatchedTopics;
import io.qtrace.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that their coordinator has ended and whose partitions were never told. */
final class TransactionWatchIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TransactionWatch.Pace PACE =
      new TransactionWatch.Pace(Duration.ofMillis(100), Duration.ofMillis(500));
  private static final WatchedTopics TOPICS =
      new WatchedTopics(new TopicNames("qtrace-"), "qtrace", Set.of());
  private static final TopicPartition RAW = new TopicPartition("qtrace-raw", 0);
  private static final TopicPartition EVENTS = new TopicPartition("qtrace-event-exit", 0);

  @TempDir static Path directory;
  private static SecureBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker =
        SecureBroker.start(
            directory.resolve("kafka"),
            Map.of("SASL", SecurityProtocol.SASL_PLAINTEXT),
            // Else the broker asks the coordinator whether there is such a transaction.
            Map.of("transaction.partition.verification.enable", "false"));
    for (var topic : List.of(RAW, EVENTS)) {
      broker.admin().createTopics(List.of(new NewTopic(topic.topic(), 1, (short) 1))).all().get();
    }
    hang(RAW, "forgotten-1");
    hang(EVENTS, "forgotten-2");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void hang(TopicPartition at, String transactionalId) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", transactionalId),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(at.topic(), "in time")).get();
      producer.commitTransaction();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> producers(at).stream().allMatch(TransactionWatchIT::hasEnded));
    var last = Collections.max(producers(at), comparingLong(ProducerState::producerId));
    new LateBatch(at, transactionalId, last).send(broker.bootstrap(), 3);
    assertThat(producers(at)).anyMatch(p -> p.currentTransactionStartOffset().isPresent());
  }

  private static boolean hasEnded(ProducerState producer) {
    return producer.coordinatorEpoch().isPresent()
        && producer.currentTransactionStartOffset().isEmpty();
  }

  private static List<ProducerState> producers(TopicPartition at) throws Exception {
    return broker
        .admin()
        .describeProducers(List.of(at))
        .partitionResult(at)
        .get()
        .activeProducers();
  }

  @Test
  void saysWhoseTransactionHoldsAPartitionUntilItIsAborted() throws Exception {
    var meters = new SimpleMeterRegistry();
    try (var log = new CapturedLog();
        var watch = watch(broker.bootstrap(), Map.of(), meters)) {
      await().atMost(PATIENCE).until(() -> watch.stuck().size() == 2);
      assertThat(watch.stuck())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .matches(
                          "qtrace-raw-0: last stable offset 2 for \\d+ s, 3 records behind;"
                              + " producer id \\d+, epoch \\d+, start offset 2,"
                              + " transactional id forgotten-1, coordinator state \\w+"));
      assertThat(value(meters, "qtrace.last.stable.offset.lag.records", RAW)).contains(3.0);
      assertThat(value(meters, "qtrace.last.stable.offset.lag.records", EVENTS)).contains(3.0);
      assertThat(value(meters, "qtrace.last.stable.offset.age.seconds", RAW))
          .hasValueSatisfying(age -> assertThat(age).isGreaterThan(0.5));
      assertThat(meters.get("qtrace.partitions.stuck").gauge().value()).isEqualTo(2);
      assertThat(log.text())
          .contains("a transaction does not end, and nobody who reads what is committed")
          .contains(
              "2 topics have a partition with one replica, so one broker that is away stops them,"
                  + " and one lost disk loses them: qtrace-event-exit, qtrace-raw; give them three"
                  + " by kafka-reassign-partitions")
          .doesNotContain("KAFKA-20734");

      abort(EVENTS);
      await().atMost(PATIENCE).until(() -> watch.stuck().size() == 1);
      await()
          .atMost(PATIENCE)
          .until(() -> value(meters, "qtrace.last.stable.offset.lag.records", EVENTS).isEmpty());
      hang(EVENTS, "forgotten-2");
    }
  }

  @Test
  void saysOnceWhatItMayNotSeeAndGoesOn() throws Exception {
    broker.addUser("plain", "plain-s3cret");
    AclFile.read("topology.acl").grant(broker, "plain");
    try (var log = new CapturedLog();
        var watch = watch("plain")) {
      await().atMost(PATIENCE).until(() -> watch.stuck().size() == 2);
      assertThat(watch.stuck())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .matches(
                          "qtrace-event-exit-0: last stable offset \\d+ for \\d+ s, 3 records behind;"
                              + " whose transaction it is takes Read on topic qtrace-event-exit to"
                              + " know"))
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("qtrace-raw-0: ")
                      .endsWith(
                          "coordinator state not known (to the coordinator, or to this user)"));
      var once =
          "transactions that do not end are not seen on __consumer_offsets: not permitted: Describe on topic __consumer_offsets; give this user the ACLs it needs, see docs/security.md";
      assertThat(log.text()).containsOnlyOnce(once);
    }
  }

  @Test
  void seesAllWithTheRightsToWatch() throws Exception {
    broker.addUser("watcher", "watcher-s3cret");
    AclFile.read("topology.acl").grant(broker, "watcher");
    AclFile.read("topology-watch.acl").grant(broker, "watcher");
    try (var log = new CapturedLog();
        var watch = watch("watcher")) {
      await().atMost(PATIENCE).until(() -> watch.stuck().size() == 2);
      assertThat(watch.stuck()).allMatch(line -> line.contains("transactional id forgotten-"));
      assertThat(log.text()).doesNotContain("not permitted");
    }
  }

  private static void abort(TopicPartition at) throws Exception {
    for (var producer : producers(at)) {
      if (producer.currentTransactionStartOffset().isPresent()) {
        abort(at, producer);
      }
    }
  }

  /** As kafka-transactions.sh abort does. */
  private static void abort(TopicPartition at, ProducerState producer) throws Exception {
    var spec =
        new AbortTransactionSpec(
            at,
            producer.producerId(),
            (short) producer.producerEpoch(),
            producer.coordinatorEpoch().orElse(0));
    broker.admin().abortTransaction(spec).all().get();
  }

  private static TransactionWatch watch(String user) {
    var settings = new HashMap<String, String>();
    Clients.scram("SASL_PLAINTEXT", user, user + "-s3cret")
        .forEach((name, value) -> settings.put(name.substring("kafka.".length()), value));
    return watch(broker.bootstrap("SASL"), settings, new SimpleMeterRegistry());
  }

  private static TransactionWatch watch(
      String bootstrap, Map<String, String> settings, SimpleMeterRegistry meters) {
    var watch =
        new TransactionWatch(
            new TransactionWatch.Access(bootstrap, settings), TOPICS, PACE, meters);
    watch.start();
    return watch;
  }

  private static Optional<Double> value(
      SimpleMeterRegistry meters, String name, TopicPartition partition) {
    return Optional.ofNullable(
            meters
                .find(name)
                .tags("topic", partition.topic(), "partition", "" + partition.partition())
                .gauge())
        .map(gauge -> gauge.value());
  }
}
