package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.connect.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * A Connect worker that may do what connect-worker.acl says, on a broker of its own, over TLS. Its
 * connectors are of other users.
 */
final class SecureWorker implements AutoCloseable {

  private static final String PASSWORD = "s3cret";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final Map<String, String> trust;
  private final SecureBroker broker;
  private final Path log;
  private final Worker worker;

  private SecureWorker(Path directory) throws Exception {
    var pki = Pki.create(directory.resolve("pki"));
    trust = Clients.trust("kafka.", pki.trustStore("authority", "PKCS12"), "PKCS12");
    broker =
        SecureBroker.start(
            directory.resolve("kafka"),
            Map.of("SASL", SecurityProtocol.SASL_SSL),
            Map.of(
                "ssl.keystore.location",
                pki.keyStore("server", "PKCS12").toString(),
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.password",
                Pki.PASSWORD));
    addUser("worker", "connect-worker.acl");
    log = directory.resolve("connect.log");
    var settings = as("worker", "", "producer.", "consumer.", "admin.");
    // A task that may not write is not done with its transaction, however long one waits.
    settings.put("task.shutdown.graceful.timeout.ms", "2000");
    worker = Worker.start(broker.bootstrap("SASL"), Worker.builtPlugins(), log, settings);
  }

  static SecureWorker start(Path directory) throws Exception {
    return new SecureWorker(directory);
  }

  SecureBroker broker() {
    return broker;
  }

  void addUser(String name, String... files) throws Exception {
    broker.addUser(name, PASSWORD);
    for (var file : files) {
      AclFile.read(file).grant(broker, name);
    }
  }

  /**
   * Creates a connector.
   *
   * @param user whose it is
   */
  Connector create(String name, String user, Map<String, String> settings) throws Exception {
    var all = new HashMap<>(settings);
    all.put("key.converter", BYTES);
    all.put("value.converter", BYTES);
    all.putAll(as(user, "producer.override.", "consumer.override.", "admin.override."));
    var connector = new Connector(name, Files.size(log));
    var answer = worker.configure(name, all);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return connector;
  }

  private Map<String, String> as(String user, String... prefixes) {
    var settings = new HashMap<>(trust);
    settings.putAll(Clients.scram("SASL_SSL", user, PASSWORD));
    return Clients.forConnect(settings, prefixes);
  }

  /** Is deleted when it is closed. */
  final class Connector implements AutoCloseable {

    private final String name;
    private final long logged;

    private Connector(String name, long logged) {
      this.name = name;
      this.logged = logged;
    }

    String name() {
      return name;
    }

    String status() throws Exception {
      return worker.get("/connectors/" + name + "/status").body();
    }

    /** Its status, and what was logged since it is there: some is said only there, and tried on. */
    String saying() throws Exception {
      return status() + logged();
    }

    private String logged() throws IOException {
      var all = Files.readAllBytes(log);
      return new String(all, (int) logged, (int) (all.length - logged), UTF_8);
    }

    @Override
    public void close() throws IOException {
      try {
        assertThat(worker.delete("/connectors/" + name).statusCode()).isEqualTo(204);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Override
  public void close() {
    worker.close();
    broker.close();
  }
}
