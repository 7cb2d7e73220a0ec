package io.qtrace.security;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.awaitility.Awaitility;

/**
 * A one-node broker that permits nothing to anybody, besides to the test itself on a listener of
 * its own.
 */
final class SecureBroker implements AutoCloseable {

  /** Without TLS and password; who connects here may do everything. */
  private static final String ROOT = "ROOT";

  private static final String HOST = "localhost";

  private final KafkaRaftServer server;
  private final Map<String, Integer> ports;
  private final Admin admin;

  private SecureBroker(KafkaRaftServer server, Map<String, Integer> ports) {
    this.server = server;
    this.ports = ports;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
  }

  /**
   * @param listeners names and protocols of the listeners that are tested
   * @param more settings of the broker, such as key stores
   */
  static SecureBroker start(
      Path directory, Map<String, SecurityProtocol> listeners, Map<String, String> more)
      throws Exception {
    var ports = new HashMap<String, Integer>();
    var protocols = new HashMap<>(listeners);
    protocols.put(ROOT, SecurityProtocol.PLAINTEXT);
    protocols.put("CONTROLLER", SecurityProtocol.PLAINTEXT);
    var addresses = new StringJoiner(",");
    var advertised = new StringJoiner(",");
    var map = new StringJoiner(",");
    for (var listener : protocols.entrySet()) {
      int port = freePort();
      ports.put(listener.getKey(), port);
      addresses.add("%s://%s:%d".formatted(listener.getKey(), HOST, port));
      map.add(listener.getKey() + ":" + listener.getValue());
      if (!listener.getKey().equals("CONTROLLER")) {
        advertised.add("%s://%s:%d".formatted(listener.getKey(), HOST, port));
      }
    }
    var settings =
        new HashMap<>(
            Map.ofEntries(
                entry("process.roles", "broker,controller"),
                entry("node.id", "1"),
                entry("controller.listener.names", "CONTROLLER"),
                entry("controller.quorum.voters", "1@" + HOST + ":" + ports.get("CONTROLLER")),
                entry("inter.broker.listener.name", ROOT),
                entry("listener.security.protocol.map", map.toString()),
                entry("listeners", addresses.toString()),
                entry("advertised.listeners", advertised.toString()),
                entry("log.dirs", directory.toString()),
                entry("authorizer.class.name", StandardAuthorizer.class.getName()),
                entry("super.users", "User:ANONYMOUS"),
                entry("offsets.topic.replication.factor", "1"),
                entry("offsets.topic.num.partitions", "1"),
                entry("transaction.state.log.replication.factor", "1"),
                entry("transaction.state.log.min.isr", "1"),
                entry("transaction.state.log.num.partitions", "1"),
                entry("group.initial.rebalance.delay.ms", "0"),
                entry("auto.create.topics.enable", "false"),
                entry("log.cleaner.dedupe.buffer.size", "4194304"),
                entry("sasl.enabled.mechanisms", "SCRAM-SHA-512")));
    for (var listener : listeners.keySet()) {
      settings.put(
          "listener.name.%s.scram-sha-512.sasl.jaas.config"
              .formatted(listener.toLowerCase(Locale.ROOT)),
          "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    }
    settings.putAll(more);
    format(directory);
    var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    server.startup();
    return new SecureBroker(server, ports);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void format(Path directory) throws Exception {
    var formatter = new Formatter();
    formatter.setPrintStream(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(1);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.addDirectory(directory.toString());
    formatter.setMetadataLogDirectory(directory.toString());
    formatter.run();
  }

  /** Where the test itself connects. */
  String bootstrap() {
    return bootstrap(ROOT);
  }

  String bootstrap(String listener) {
    return HOST + ":" + ports.get(listener);
  }

  /** Of the test itself. */
  Admin admin() {
    return admin;
  }

  /** Returns when it is gone. */
  void deleteTopic(String name) throws Exception {
    admin.deleteTopics(List.of(name)).all().get();
    Awaitility.await().until(() -> !admin.listTopics().names().get().contains(name));
  }

  void addUser(String name, String password) throws Exception {
    var mechanism = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    admin
        .alterUserScramCredentials(
            List.of(new UserScramCredentialUpsertion(name, mechanism, password)))
        .all()
        .get();
    Awaitility.await()
        .until(() -> admin.describeUserScramCredentials().users().get().contains(name));
  }

  @Override
  public void close() {
    admin.close();
    server.shutdown();
    server.awaitShutdown();
  }
}
