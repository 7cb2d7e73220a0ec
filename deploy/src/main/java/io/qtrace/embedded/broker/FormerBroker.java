package io.qtrace.embedded.broker;

import io.qtrace.embedded.place.EmbeddedException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker of the last run, as its controller knows it. After SIGKILL it counts as alive until
 * its session is over, and a broker that starts meanwhile leads its partitions twice: by what the
 * last run left, and again once the controller has taken it back. Coordinators that load in the
 * first time answer in the second with half of what they should know (docs/adr/0016). So the
 * controller alone, with a short session, ends the last run before a broker starts.
 */
final class FormerBroker {

  private static final Logger log = LoggerFactory.getLogger(FormerBroker.class);

  /** For machines that are busy with other things: the work itself takes less than a second. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long LOOK_MS = 10;

  private static final Map<String, String> SHORT_SESSION =
      Map.of("broker.session.timeout.ms", "200", "broker.heartbeat.interval.ms", "50");

  private final ControllerServer controller;
  private final int nodeId;
  private final AtomicReference<@Nullable Throwable> fault;

  private FormerBroker(
      ControllerServer controller, int nodeId, AtomicReference<@Nullable Throwable> fault) {
    this.controller = controller;
    this.nodeId = nodeId;
    this.fault = fault;
  }

  /**
   * Returns when the controller has ended it, or knows of none.
   *
   * @param directory that the broker's settings name
   * @param controller host and port that they name
   * @param broker the settings of the broker that is to start
   */
  static void end(Path directory, String controller, Map<String, String> broker)
      throws EmbeddedException, InterruptedException {
    long began = System.nanoTime();
    var fault = new AtomicReference<@Nullable Throwable>();
    var config = new KafkaConfig(alone(controller, broker), false);
    var server = server(config, faults(fault));
    try {
      server.startup();
      new FormerBroker(server, config.nodeId(), fault).awaitFenced(directory);
    } catch (RuntimeException e) {
      var cause = fault.get();
      throw unreadable(directory, cause == null ? e : cause);
    } finally {
      server.shutdown();
      server.awaitShutdown();
    }
    log.info("the last run was ended in {} ms", (System.nanoTime() - began) / 1_000_000);
  }

  private static Map<String, String> alone(String controller, Map<String, String> broker) {
    var settings = new HashMap<>(broker);
    settings.putAll(SHORT_SESSION);
    settings.put("process.roles", "controller");
    settings.put("listeners", "CONTROLLER://" + controller);
    settings.remove("advertised.listeners");
    settings.remove("inter.broker.listener.name");
    return settings;
  }

  /** By default a fault ends the process without a word to its user. */
  private static FaultHandlerFactory faults(AtomicReference<@Nullable Throwable> first) {
    return (name, fatal, action) ->
        (message, cause) -> {
          first.compareAndSet(null, cause);
          log.warn("{}: {}", name, message, cause);
          action.run();
          return new IllegalStateException(message, cause);
        };
  }

  private static ControllerServer server(KafkaConfig config, FaultHandlerFactory faults) {
    var directories = KafkaRaftServer.initializeLogDirs(config, log, "");
    Map<Integer, InetSocketAddress> voters =
        QuorumConfig.parseVoterConnections(config.quorumConfig().voters());
    var shared =
        new SharedServer(
            config,
            directories._1(),
            Time.SYSTEM,
            new Metrics(),
            CompletableFuture.completedFuture(voters),
            List.of(),
            faults,
            ServerSocketFactory.INSTANCE);
    return new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
  }

  private void awaitFenced(Path directory) throws EmbeddedException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isFenced()) {
      var problem = fault.get();
      if (problem != null) {
        throw unreadable(directory, problem);
      }
      if (System.nanoTime() > deadline) {
        throw new EmbeddedException(
            "the broker that ran last in %s is not given up by its controller after %d s; the log says what keeps it; starting again changes nothing in the data"
                .formatted(directory, PATIENCE.toSeconds()));
      }
      Thread.sleep(LOOK_MS);
    }
  }

  /** In what this controller itself has published since it became the active one. */
  private boolean isFenced() {
    int epoch = controller.controller().curClaimEpoch();
    var image = controller.metadataCache().currentImage();
    var former = image.cluster().broker(nodeId);
    return epoch > 0
        && image.provenance().lastContainedEpoch() == epoch
        && (former == null || former.fenced());
  }

  /** Most likely a newer Kafka wrote it: its versions of metadata are not read by older ones. */
  private static EmbeddedException unreadable(Path directory, Throwable cause) {
    var reasons = BrokerDamage.reasons(cause);
    if (BrokerDamage.isOfRewrittenFile(reasons)) {
      return new EmbeddedException(
          "the embedded broker does not start in %s: %s"
              .formatted(directory, BrokerDamage.sentence(directory, reasons)),
          cause);
    }
    return new EmbeddedException(
        ("the broker's metadata in %s cannot be read by Kafka %s: %s; no data was changed. If a qtrace with a newer"
                + " Kafka wrote it, start that one; else begin anew beside it: up --data OTHER, and send again")
            .formatted(directory, AppInfoParser.getVersion(), reasons),
        cause);
  }
}
