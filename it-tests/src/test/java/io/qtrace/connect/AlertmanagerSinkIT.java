package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.qtrace.contract.Alert;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
final class AlertmanagerSinkIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path directory;

  private EmbeddedStack stack;
  private KafkaProducer<byte[], byte[]> producer;
  private KafkaAvroSerializer values;
  private Notifications notifications;
  private Worker worker;

  @BeforeEach
  void start() throws Exception {
    AlertmanagerProcess.assumeInstalled();
    notifications = new Notifications();
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    values = new KafkaAvroSerializer();
    values.configure(Map.of("schema.registry.url", stack.registryUrl()), false);
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      var alerts = new NewTopic("qtrace-alerts", 2, (short) 1);
      var letters = new NewTopic("letters", 1, (short) 1);
      admin.createTopics(List.of(alerts, letters)).all().get();
    }
    worker = worker();
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      worker.close();
      producer.close();
      values.close();
      stack.close();
      notifications.close();
    }
  }

  @Test
  void anAlertFiresAndIsResolvedAndNothingIsLostWhileAlertmanagerAndWorkerAreDown()
      throws Exception {
    try (var alertmanager = alertmanager()) {
      alertmanager.start();
      put(settings("http://" + alertmanager.address()));
      send("vm-1", "pending", 0, 0);
      send("vm-1", "firing", 0, 20);
      awaitStates("firing vm-1");
      var alert = notifications.all().get(0);
      assertThat(alert.get("labels").toString())
          .isEqualTo(
              "{\"alertname\":\"Storm\",\"cluster\":\"north\",\"rack_no\":\"7\",\"severity\":\"warning\",\"vm\":\"vm-1\"}");
      assertThat(alert.at("/annotations/summary").asText()).isEqualTo("vm-1 converts");
      assertThat(alert.at("/annotations/reason").asText()).isEqualTo("firing, because");
      assertThat(alert.get("generatorURL").asText()).isEqualTo("http://grafana/?vm=vm-1");
      assertThat(Instant.parse(alert.get("startsAt").asText())).isEqualTo(now.minusSeconds(3_600));
      send("vm-1", "resolved", 0, 40);
      awaitStates("firing vm-1", "resolved vm-1");
      assertThat(Instant.parse(notifications.all().get(1).get("endsAt").asText()))
          .isEqualTo(now.minusSeconds(3_560));

      send("vm-2", "firing", 50, 60);
      awaitStates("firing vm-1", "resolved vm-1", "firing vm-2");
      alertmanager.awaitRemembered();
      alertmanager.stop();
      send("vm-2", "resolved", 50, 80);
      send("vm-3", "firing", 60, 70);
      await().atMost(PATIENCE).until(() -> log().contains("is away"));
      worker.kill();
      worker = worker();
      alertmanager.start();
      awaitStates("firing vm-1", "resolved vm-1", "firing vm-2", "resolved vm-2", "firing vm-3");

      // A new Alertmanager knows of nothing; a new worker finds what still fires.
      worker.kill();
      alertmanager.stop();
      try (var empty =
          new AlertmanagerProcess(directory.resolve("b"), notifications.alertmanagerConfig())) {
        worker = worker();
        empty.start();
        put(settings("http://" + empty.address()));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(notifications.states()).hasSize(6).last().isEqualTo("firing vm-3"));
        send("vm-3", "resolved", 60, 100);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(notifications.states())
                        .hasSize(7)
                        .last()
                        .isEqualTo("resolved vm-3"));
      }
    }
  }

  @Test
  void getsInByPasswordAndCertificateAndSetsAsideWhatIsNoAlert() throws Exception {
    var certificate = certificate();
    var web =
        Files.writeString(
            directory.resolve("web.yml"),
            """
            tls_server_config: {cert_file: %s, key_file: %s}
            basic_auth_users: {qtrace: %s}
            """
                .formatted(certificate, directory.resolve("key.pem"), BCRYPT_OF_SECRET));
    try (var alertmanager = alertmanager("--web.config.file=" + web)) {
      alertmanager.start();
      var settings = settings("https://" + alertmanager.address());
      settings.put("ssl.truststore.location", certificate.toString());
      settings.put("basic.auth.user", "qtrace");
      settings.put("basic.auth.password", "wrong");
      settings.put("errors.tolerance", "all");
      settings.put("errors.deadletterqueue.topic.name", "letters");
      settings.put("errors.deadletterqueue.topic.replication.factor", "1");
      settings.put("errors.deadletterqueue.context.headers.enable", "true");
      put(settings);
      send("vm-1", "firing", 0, 20);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  worker
                      .get("/connectors/alerts/status")
                      .body()
                      .contains(
                          "https://%s/api/v2/alerts: it answers 401 (Unauthorized); check basic.auth.* or bearer.token"
                              .formatted(alertmanager.address())));

      settings.put("basic.auth.password", "secret");
      put(settings);
      producer
          .send(new ProducerRecord<>("qtrace-alerts", "x".getBytes(UTF_8), "{}".getBytes(UTF_8)))
          .get();
      awaitStates("firing vm-1");
      try (var letters = new RawTopic(stack.bootstrap(), "letters")) {
        await().atMost(PATIENCE).until(() -> letters.read().size() == 1);
        assertThat(
                RawTopic.headers(letters.read().get(0)).get("__connect.errors.exception.message"))
            .matches(
                "qtrace-alerts-\\d at offset \\d: not framed Avro \\(a zero byte and a schema id\\): not"
                    + " qtrace's record");
      }
    }
  }

  /** Of the password secret; Alertmanager has no other way. */
  private static final String BCRYPT_OF_SECRET =
      "$2b$04$aI.1zTXAVqoqbZpvluBBNOLQwfMu0KMx2cd9UCt.v1Em1CindFKQG";

  private AlertmanagerProcess alertmanager(String... more) throws Exception {
    return new AlertmanagerProcess(
        directory.resolve("a"), notifications.alertmanagerConfig(), more);
  }

  private Worker worker() throws Exception {
    return Worker.start(stack.bootstrap(), Worker.builtPlugins(), directory.resolve("connect.log"));
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("connect.log"));
  }

  private Map<String, String> settings(String url) {
    return new HashMap<>(
        Map.ofEntries(
            Map.entry("connector.class", "io.qtrace.connect.AlertmanagerSinkConnector"),
            Map.entry("tasks.max", "1"),
            Map.entry("topics", "qtrace-alerts"),
            Map.entry("key.converter", BYTES),
            Map.entry("value.converter", BYTES),
            Map.entry("alertmanager.urls", url),
            Map.entry("registry.url", stack.registryUrl()),
            Map.entry("labels", "cluster=north"),
            Map.entry("generator.url", "http://grafana/?vm={vm}"),
            Map.entry("retry.backoff.max.ms", "2000")));
  }

  private void put(Map<String, String> settings) throws Exception {
    var answer = worker.configure("alerts", settings);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
  }

  /**
   * @param since seconds after an hour ago, like {@code at}
   */
  private void send(String vm, String state, long since, long at) throws Exception {
    var alert =
        Alert.newBuilder()
            .setRule("Storm")
            .setState(state)
            .setLabels(Map.of("vm", vm, "severity", "warning", "rack-no", "7"))
            .setAnnotations(Map.of("summary", vm + " converts"))
            .setSeverity("warning")
            .setSince(now.plusSeconds(since - 3_600))
            .setAt(now.plusSeconds(at - 3_600))
            .setReason(state + ", because")
            .build();
    var key = "Storm{vm=\"%s\"}".formatted(vm).getBytes(UTF_8);
    producer
        .send(new ProducerRecord<>("qtrace-alerts", key, values.serialize("qtrace-alerts", alert)))
        .get();
  }

  private void awaitStates(String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(notifications.states()).containsExactlyInAnyOrder(expected));
  }

  /** Makes one for 127.0.0.1 that is its own authority, and key.pem beside it. */
  private Path certificate() throws Exception {
    var store = directory.resolve("store.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=test",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "storepass",
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), "storepass".toCharArray());
    var key = keys.getKey("a", "storepass".toCharArray());
    Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded()));
    return Files.writeString(
        directory.resolve("cert.pem"), pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
  }
}
