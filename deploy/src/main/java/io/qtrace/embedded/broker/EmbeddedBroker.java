package io.qtrace.embedded.broker;

import static io.qtrace.embedded.place.LoopbackPort.HOST;
import static java.util.Map.entry;

import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.LoopbackPort;
import io.qtrace.embedded.place.Startup;
import io.qtrace.embedded.repair.HangingTransactions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A one-node KRaft broker and controller inside this JVM, for clients on this machine. */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String NODE_ID = "1";

  /** What one node and one machine need differently from a cluster. */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          entry("process.roles", "broker,controller"),
          entry("node.id", NODE_ID),
          entry("controller.listener.names", "CONTROLLER"),
          entry("inter.broker.listener.name", "PLAINTEXT"),
          entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          entry("offsets.topic.replication.factor", "1"),
          entry("offsets.topic.num.partitions", "4"),
          entry("transaction.state.log.replication.factor", "1"),
          entry("transaction.state.log.min.isr", "1"),
          entry("transaction.state.log.num.partitions", "4"),
          entry("share.coordinator.state.topic.replication.factor", "1"),
          entry("share.coordinator.state.topic.min.isr", "1"),
          entry("share.coordinator.state.topic.num.partitions", "4"),
          entry("group.initial.rebalance.delay.ms", "0"),
          entry("auto.create.topics.enable", "false"),
          entry("num.partitions", "4"),
          // Backfills carry the timestamps of the trace: nothing goes by age, and a trace whose
          // host's clock was ahead is still accepted.
          entry("log.retention.ms", "-1"),
          entry("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)),
          entry("num.network.threads", "2"),
          entry("num.io.threads", "4"),
          entry("log.cleaner.dedupe.buffer.size", "4194304"), // bytes of heap; default 128 MiB
          // A commit every 100 ms: what is outdated goes soon, so that a start has little to load,
          // and between two pieces of it the broker looks whether it still leads the partition.
          entry("offsets.topic.segment.bytes", "2097152"),
          entry("offsets.load.buffer.size", "65536"));

  private final KafkaRaftServer server;
  private final String bootstrap;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrap) {
    this.server = server;
    this.bootstrap = bootstrap;
  }

  /**
   * Returns when the broker serves; topics of earlier runs in {@code directory} are there, and no
   * transaction of theirs hangs but those that {@code told} was told of.
   */
  public static EmbeddedBroker start(Path directory, String listen, int port, Startup told)
      throws EmbeddedException, InterruptedException {
    String bootstrap = HOST + ":" + port;
    // Only this JVM uses the controller's port; with a static voter it may change at each start.
    String controller = HOST + ":" + LoopbackPort.anyFree();
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("log.dirs", directory.toString());
    settings.put(
        "listeners", "PLAINTEXT://%s:%d,CONTROLLER://%s".formatted(listen, port, controller));
    settings.put("advertised.listeners", "PLAINTEXT://" + bootstrap);
    settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
    BrokerDamage.refuseWithoutMetadata(directory);
    LastWords.announce(directory);
    try {
      BrokerHalt.sayWhy(directory, System.err);
      boolean isNew = format(directory);
      if (!isNew) {
        told.waitsFor("the broker's controller, to end the last run");
        FormerBroker.end(directory, controller, settings);
      }
      told.waitsFor("the broker, to load its partitions");
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
      EmbeddedBroker broker = new EmbeddedBroker(server, bootstrap);
      LastWords.tellCuts(directory);
      if (!isNew) {
        told.waitsFor("the broker's transactions");
        broker.endHangingTransactions(port, directory, told);
      }
      return broker;
    } catch (EmbeddedException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new EmbeddedException(
          "the embedded broker does not start on %s in %s: %s"
              .formatted(
                  bootstrap, directory, BrokerDamage.sentence(directory, BrokerDamage.reasons(e))),
          e);
    }
  }

  /** Before anything reads: a reader of committed records would stop at them. */
  private void endHangingTransactions(int port, Path directory, Startup told)
      throws IOException, InterruptedException {
    boolean done = false;
    try {
      HangingTransactions.end(HOST, port, directory).forEach(told::notice);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** True if no broker ran there; one whose meta.properties was damaged and deleted did. */
  private static boolean format(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return false;
    }
    boolean isNew = !Files.exists(directory.resolve("__cluster_metadata-0"));
    Formatter formatter = new Formatter();
    formatter.setPrintStream(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(Integer.parseInt(NODE_ID));
    formatter.setControllerListenerName("CONTROLLER");
    formatter.addDirectory(directory.toString());
    formatter.setMetadataLogDirectory(directory.toString());
    formatter.setIgnoreFormatted(true);
    formatter.run();
    return isNew;
  }

  public String bootstrap() {
    return bootstrap;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
