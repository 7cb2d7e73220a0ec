package io.qtrace.liveness;

import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.retry.StopSignal;
import io.qtrace.topic.refusal.KafkaFailures;
import io.qtrace.topic.refusal.KafkaRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether committed records can be read. A transaction that never ends holds the last
 * stable offset of its partitions: whoever reads what is committed stops there without a word, and
 * has no lag.
 *
 * <p>A look costs two requests to each broker; only of partitions whose offset stands still for
 * longer than transactions last, it is asked whose transaction that is. Thread-safe.
 */
public final class TransactionWatch implements AutoCloseable {

  /**
   * How it watches.
   *
   * @param pause between looks
   * @param patience how long an offset may stand still before it is asked why
   */
  public record Pace(Duration pause, Duration patience) {

    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** Connect's default; Kafka Streams' is shorter. */
    private static final Duration LEAST_TIMEOUT = Duration.ofMinutes(1);

    /**
     * @param transactionTimeout after which the coordinator aborts a transaction
     */
    public static Pace of(Duration transactionTimeout) {
      var longer =
          transactionTimeout.compareTo(LEAST_TIMEOUT) > 0 ? transactionTimeout : LEAST_TIMEOUT;
      return new Pace(PAUSE, longer.plus(MARGIN));
    }
  }

  private static final Logger log = LoggerFactory.getLogger(TransactionWatch.class);

  /** Whose transactions they are is asked of so many partitions at a look. */
  private static final int MOST_ASKED = 32;

  private static final String RUNBOOK = "docs/runbooks.md#qtracetransactionstuck";

  private final Access access;
  private final WatchedTopics topics;
  private final Pace pace;
  private final StableOffsetGauges gauges;
  private final StopSignal stop = new StopSignal();
  private final StandingOffsets offsets = new StandingOffsets();
  private final Set<String> told = new HashSet<>();
  private volatile boolean isTrusted;
  private volatile Map<TopicPartition, Stuck> stuck = Map.of();

  /**
   * How it reaches the brokers.
   *
   * @param kafka further client properties, such as {@code security.protocol}
   */
  public record Access(String bootstrap, Map<String, String> kafka) {

    private Admin connect() throws KafkaRefusedException {
      var config = new HashMap<String, Object>(kafka);
      config.put("bootstrap.servers", bootstrap);
      config.computeIfPresent("client.id", (name, given) -> given + "-transaction-watch");
      return KafkaFailures.admin(bootstrap, config);
    }
  }

  public TransactionWatch(Access access, WatchedTopics topics, Pace pace, MeterRegistry meters) {
    this.access = access;
    this.topics = topics;
    this.pace = pace;
    this.gauges = new StableOffsetGauges(meters);
  }

  /** The broker is a part of this program, so nobody has to be warned of how it is set up. */
  public void trustCluster() {
    isTrusted = true;
  }

  /**
   * From now on looks, on a thread of its own; before that, warns of what puts the cluster at risk.
   */
  public void start() {
    var thread = new Thread(this::watch, "qtrace-transaction-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** A line for each partition that is stuck, for people; empty if none is. */
  public List<String> stuck() {
    return stuck.values().stream().map(Stuck::toString).toList();
  }

  private void watch() {
    try (var kafka = access.connect()) {
      if (!isTrusted) {
        new ClusterCheck(topics).warn(kafka);
      }
      var looks = new Looks(kafka, topics, this::tellOnce);
      do {
        look(kafka, looks);
      } while (!stop.pause(pace.pause()));
    } catch (KafkaRefusedException e) {
      tellOnce("open transactions are not watched: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Admin kafka, Looks looks) throws InterruptedException {
    try {
      var answers = looks.look();
      if (answers.isEmpty()) {
        return; // Kafka is away: nothing is known, and nobody reads anything
      }
      long now = System.nanoTime();
      offsets.look(answers, looks.watched(), now);
      var standing = offsets.standing(now);
      examine(kafka, standing);
      gauges.show(looks.read(), standing, stuck.size());
    } catch (ExecutionException | KafkaException e) {
      log.debug(
          "last stable offsets were not looked at", e); // who watches Kafka says that it is away
    }
  }

  private void examine(Admin kafka, List<Standing> standing) throws InterruptedException {
    var suspects = new LinkedHashMap<TopicPartition, Standing>();
    standing.stream()
        .filter(s -> s.age().compareTo(pace.patience()) > 0)
        .forEach(s -> suspects.put(s.partition(), s));
    var now = new LinkedHashMap<TopicPartition, Stuck>();
    if (!suspects.isEmpty()) {
      var asked = suspects.keySet().stream().limit(MOST_ASKED).toList();
      var answers = new Holders(kafka, Looks.TIMEOUT_MS).of(asked);
      suspects.forEach(
          (partition, suspect) -> {
            var answer = answers.get(partition);
            if (answer == null) {
              now.put(partition, new Stuck(suspect, "whose transaction it is was not asked"));
            } else if (!answer.mayPass(System.currentTimeMillis())) {
              now.put(partition, new Stuck(suspect, answer.toString()));
            }
          });
    }
    tell(now);
    stuck = now;
  }

  private void tell(Map<TopicPartition, Stuck> now) {
    now.forEach(
        (partition, what) -> {
          if (!stuck.containsKey(partition)) {
            log.error(
                "a transaction does not end, and nobody who reads what is committed gets beyond it:"
                    + " {}; {} says what to do",
                what,
                RUNBOOK);
          }
        });
    var ended = new ArrayList<>(stuck.keySet());
    ended.removeAll(now.keySet());
    if (!ended.isEmpty()) {
      log.info(
          "no longer behind a transaction that does not end: {}",
          ended.stream().map(TopicPartition::toString).collect(Collectors.joining(", ")));
    }
  }

  private void tellOnce(String message) {
    if (told.add(message)) {
      log.warn("{}", message);
    }
  }

  @Override
  public void close() {
    stop.stop();
  }
}
