package io.qtrace.embedded;

import static java.util.Map.entry;

import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.repair.UnfinishedTransactions;
import io.qtrace.worker.FailedTasks;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.runtime.Herder.Created;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.runtime.rest.errors.BadRequestException;
import org.apache.kafka.connect.util.Callback;
import org.apache.kafka.connect.util.FutureCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka Connect worker inside this JVM: the only one of its group, exactly once, and without a
 * REST API, so that nobody but this JVM configures it. It has the connectors of the class path.
 */
public final class EmbeddedConnect implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedConnect.class);

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final String GROUP = "qtrace-connect";
  private static final String CONFIGS = GROUP + "-configs";
  private static final String OFFSETS = GROUP + "-offsets";
  private static final String STATUS = GROUP + "-status";

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          entry("group.id", GROUP),
          entry("config.storage.topic", CONFIGS),
          entry("offset.storage.topic", OFFSETS),
          entry("status.storage.topic", STATUS),
          entry("config.storage.replication.factor", "1"),
          entry("offset.storage.replication.factor", "1"),
          entry("status.storage.replication.factor", "1"),
          entry("offset.storage.partitions", "1"),
          entry("status.storage.partitions", "1"),
          entry("exactly.once.source.support", "enabled"),
          entry("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
          entry("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
          entry("plugin.discovery", "service_load"),
          entry("scheduled.rebalance.max.delay.ms", "0"),
          // After SIGKILL the group takes the worker back only when its old session is over.
          entry("session.timeout.ms", "6000"),
          entry("heartbeat.interval.ms", "2000"),
          entry("consumer.session.timeout.ms", "6000"),
          entry("consumer.heartbeat.interval.ms", "2000"),
          // What a sink's offsets lag behind, and so is sent again after SIGKILL.
          entry("offset.flush.interval.ms", "5000"));

  private final DistributedHerder herder;
  private final FailedTasks failedTasks;

  private EmbeddedConnect(DistributedHerder herder) {
    this.herder = herder;
    this.failedTasks = FailedTasks.startAgain(herder);
  }

  /**
   * Returns when the worker is there. Connectors of earlier runs start by themselves, until {@link
   * #run} says otherwise.
   */
  public static EmbeddedConnect start(String bootstrap)
      throws EmbeddedException, InterruptedException {
    var settings = new HashMap<>(SETTINGS);
    settings.put("bootstrap.servers", bootstrap);
    endTransactionsOfTheLastRun(bootstrap);
    try {
      var herder = LoneWorker.of(settings);
      herder.start();
      return new EmbeddedConnect(herder);
    } catch (RuntimeException e) {
      throw new EmbeddedException(
          "the embedded Connect worker does not start: %s; the log says more"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * A worker reads its topics to their ends before it fences anybody: a task that was killed
   * between its offsets and its commit would hold it up for a minute. The group has no other
   * worker.
   */
  private static void endTransactionsOfTheLastRun(String bootstrap) throws InterruptedException {
    try {
      UnfinishedTransactions.endIn(Set.of(CONFIGS, OFFSETS, STATUS), bootstrap);
    } catch (ExecutionException e) {
      log.warn("the worker waits until transactions of the last run time out: {}", e.toString());
    }
  }

  /**
   * Runs these connectors and no others; returns when their tasks run. A connector that had its
   * name before goes on where that one stopped.
   *
   * @param connectors settings by name
   * @throws EmbeddedException if one of them refuses its settings, or fails
   */
  public void run(Map<String, Map<String, String>> connectors)
      throws EmbeddedException, InterruptedException {
    for (var old : this.<Collection<String>>ask(answer -> herder.connectors(answer))) {
      if (!connectors.containsKey(old)) {
        this.<Created<ConnectorInfo>>ask(answer -> herder.deleteConnectorConfig(old, answer));
      }
    }
    for (var one : connectors.entrySet()) {
      this.<Created<ConnectorInfo>>ask(
          answer -> herder.putConnectorConfig(one.getKey(), one.getValue(), true, answer));
    }
    for (var name : connectors.keySet()) {
      awaitTasks(name);
    }
  }

  private interface Request<T> {
    void send(Callback<T> answer);
  }

  /** Asks until the worker, which may be joining its group, can answer. */
  private <T> T ask(Request<T> request) throws EmbeddedException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var answer = new FutureCallback<T>();
      request.send(answer);
      try {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof BadRequestException refused) {
          throw new EmbeddedException(problems(refused), e);
        }
        if (System.nanoTime() - deadline > 0) {
          throw new EmbeddedException("the Connect worker fails: " + e.getCause(), e);
        }
        Thread.sleep(BETWEEN_LOOKS.toMillis());
      } catch (TimeoutException e) {
        throw new EmbeddedException("the Connect worker does not answer; see the log", e);
      }
    }
  }

  /** What a connector has to say of its settings, without what Connect says around it. */
  private static String problems(Throwable refused) {
    return String.valueOf(refused.getMessage())
        .lines()
        .filter(line -> !line.isBlank())
        .filter(line -> !line.matches("Connector configuration is invalid.*|You can also find.*"))
        .reduce((a, b) -> a + "\n" + b)
        .orElse(String.valueOf(refused));
  }

  private void awaitTasks(String connector) throws EmbeddedException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        if (isRunning(herder.connectorStatus(connector))) {
          return;
        }
      } catch (NotFoundException e) {
        // not started yet
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    throw new EmbeddedException(
        "the connector %s does not start; see the log".formatted(connector));
  }

  private static boolean isRunning(ConnectorStateInfo status) throws EmbeddedException {
    for (var task : status.tasks()) {
      if (task.state().equals("FAILED")) {
        throw new EmbeddedException(
            "the connector %s fails: %s"
                .formatted(status.name(), task.trace().lines().findFirst().orElse("see the log")));
      }
    }
    return status.connector().state().equals("RUNNING")
        && !status.tasks().isEmpty()
        && status.tasks().stream().allMatch(task -> task.state().equals("RUNNING"));
  }

  @Override
  public void close() {
    failedTasks.close();
    herder.stop();
  }
}
