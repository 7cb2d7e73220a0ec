package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.qtrace.embedded.RegistryAlone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every command gets in by TLS, password, certificate and token, and says why it does not. */
final class SecureClientsIT {

  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
  private static final String USER = "qtrace-user";
  private static final String PASSWORD = "kafka-s3cret";
  private static final String OAUTH_SECRET = "oauth-s3cret";
  private static final String REGISTRY_PASSWORD = "registry-s3cret";
  private static final String REGISTRY_TOKEN = "token-s3cret";

  @TempDir static Path directory;
  private static Pki pki;
  private static TokenEndpoint tokens;
  private static RegistryAlone apicurio;
  private static TlsRegistry registry;
  private static SecureBroker broker;
  private static Path trace;
  private static Path definitions;

  @BeforeAll
  static void start() throws Exception {
    apicurio = RegistryAlone.start(directory.resolve("apicurio"));
    pki = Pki.create(directory.resolve("pki"));
    tokens = TokenEndpoint.start(OAUTH_SECRET);
    System.setProperty(ALLOWED_URLS, tokens.tokenUrl() + "," + tokens.jwksUrl());
    broker =
        SecureBroker.start(
            directory.resolve("kafka"),
            Map.of(
                "SCRAM", SecurityProtocol.SASL_SSL,
                "MTLS", SecurityProtocol.SSL,
                "OAUTH", SecurityProtocol.SASL_SSL),
            brokerSettings());
    broker.addUser(USER, PASSWORD);
    try (var demo = new DemoTrace(broker, "unused-")) {
      trace = Files.write(directory.resolve("trace"), demo.bytes());
      definitions = Files.write(directory.resolve("trace-events-all"), demo.definitions().text());
    }
    var basic = USER + ":" + REGISTRY_PASSWORD;
    registry =
        TlsRegistry.start(
            pki,
            apicurio.url().replaceAll("/apis.*", ""),
            Set.of(
                "Bearer " + REGISTRY_TOKEN,
                "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(UTF_8))));
  }

  private static Map<String, String> brokerSettings() throws Exception {
    var settings = new HashMap<String, String>();
    settings.put(
        "super.users",
        "User:ANONYMOUS;User:%s;User:%s;User:%s".formatted(USER, Pki.CLIENT, TokenEndpoint.CLIENT));
    settings.put("ssl.keystore.location", pki.keyStore("server", "PKCS12").toString());
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.password", Pki.PASSWORD);
    settings.put("ssl.truststore.location", pki.trustStore("authority", "PKCS12").toString());
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.password", Pki.PASSWORD);
    settings.put("listener.name.mtls.ssl.client.auth", "required");
    var oauth = "listener.name.oauth.";
    settings.put(oauth + "sasl.enabled.mechanisms", "OAUTHBEARER");
    settings.put(
        oauth + "oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
    settings.put(
        oauth + "oauthbearer.sasl.server.callback.handler.class",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
    settings.put(oauth + "oauthbearer.sasl.oauthbearer.jwks.endpoint.url", tokens.jwksUrl());
    settings.put(oauth + "oauthbearer.sasl.oauthbearer.expected.audience", TokenEndpoint.AUDIENCE);
    return settings;
  }

  @AfterAll
  static void stop() throws Exception {
    System.clearProperty(ALLOWED_URLS);
    registry.close();
    broker.close();
    tokens.close();
    apicurio.close();
  }

  @TestFactory
  Stream<DynamicTest> letsEveryCommandIn() throws Exception {
    return Map.of(
            "password", with(scram(), registryPassword()),
            "certificate", with(certificate(), registryToken()),
            "token", with(oauth(), registryToken()))
        .entrySet()
        .stream()
        .map(way -> dynamicTest(way.getKey(), () -> everyCommand(way.getKey(), way.getValue())));
  }

  private static void everyCommand(String name, Map<String, String> settings) throws Exception {
    var configuration = configuration(name, settings);
    try (var log = new CapturedLog();
        var stage = RunningCommand.start(configuration, "run")) {
      var sent =
          Command.run(
              configuration,
              "send",
              trace.toString(),
              "--vm=vm",
              "--wait",
              "--final",
              "--definitions=" + definitions);
      assertThat(sent.err())
          .as(() -> stage.printed() + log.text())
          .contains("1 dead letters", "the ledger balances");
      var tailed =
          Command.run(configuration, "tail", "kvm_convert_memory", "--from-beginning", "--max=1");
      assertThat(tailed).as(tailed.err()).extracting(Command::exitCode).isEqualTo(0);
      assertThat(tailed.out()).startsWith("{\"event\":\"kvm_convert_memory\"");
      var replayed = Command.run(configuration, "dead-letter", "replay", "--reason=TRUNCATED");
      assertThat(replayed.err()).contains("dead letters sent to " + name + "-raw: 1 (");
      stage.stop();
      assertNoSecrets(stage.printed() + sent + tailed + replayed + log.text());
    }
  }

  @Test
  void readsPemFiles() throws Exception {
    var settings =
        with(
            Clients.certificate(pki.pemKey("client"), "PEM"),
            Clients.trust("kafka.", pki.pemTrust(), "PEM"));
    settings.put("bootstrap", broker.bootstrap("MTLS"));
    var sent =
        Command.run(
            configuration("pem", settings), "send", trace.toString(), "--vm=vm", "--no-wait");
    assertThat(sent).as(sent.err()).extracting(Command::exitCode).isEqualTo(0);
  }

  /** What is wrong, the settings, and what each command has to say. */
  private record Mistake(String name, Map<String, String> settings, String message) {}

  @TestFactory
  Stream<DynamicTest> saysWhyItDoesNotGetIn() throws Exception {
    var tests = Stream.<DynamicTest>builder();
    for (var mistake : mistakes()) {
      for (var command : commands().entrySet()) {
        tests.add(
            dynamicTest(
                mistake.name + ": " + command.getKey(), () -> fails(mistake, command.getValue())));
      }
    }
    for (var mistake : registryMistakes()) {
      tests.add(dynamicTest(mistake.name + ": run", () -> fails(mistake, List.of("run"))));
    }
    return tests.build();
  }

  private static Map<String, List<String>> commands() {
    return Map.of(
        "run", List.of("run"),
        "send", List.of("send", trace.toString(), "--vm=vm"),
        "tail", List.of("tail", "kvm_convert_memory"),
        "replay", List.of("dead-letter", "replay"));
  }

  private static void fails(Mistake mistake, List<String> command) throws Exception {
    var configuration = configuration("mistake", mistake.settings);
    try (var log = new CapturedLog()) {
      var ended = Command.run(configuration, command.toArray(new String[0]));
      assertThat(ended.err()).contains(mistake.message);
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err().lines().filter(line -> !line.startsWith("qtrace: waiting")))
          .hasSize(1);
      assertThat(log.text()).doesNotContain("\tat ");
      assertNoSecrets(ended + log.text());
    }
  }

  private static List<Mistake> mistakes() throws Exception {
    var untrusted = Clients.trust("kafka.", pki.trustStore("stranger", "PKCS12"), "PKCS12");
    var elsewhere = broker.bootstrap("SCRAM").replace("localhost", "127.0.0.1");
    var notThere = Map.of("kafka.ssl.truststore.location", directory.resolve("none").toString());
    return List.of(
        new Mistake(
            "wrong password",
            with(scram(), Clients.scram("SASL_SSL", USER, "wrong-s3cret")),
            "refuses: not authenticated (Authentication failed during authentication due to"
                + " invalid credentials with SASL mechanism SCRAM-SHA-512); check kafka.sasl.*"),
        new Mistake(
            "certificate of a stranger",
            with(scram(), untrusted),
            "refuses: no TLS connection (unable to find valid certification path"),
        new Mistake(
            "certificate for another host",
            with(scram(), Map.of("bootstrap", elsewhere)),
            "refuses: no TLS connection (No subject alternative names matching IP address"
                + " 127.0.0.1 found); check kafka.ssl.*, and that the broker's certificate names the"
                + " host in bootstrap"),
        new Mistake(
            "no trust store",
            with(scram(), notThere),
            "can not be asked with these kafka.* settings: Failed to load SSL keystore"),
        new Mistake(
            "no client certificate",
            with(
                Clients.trust("kafka.", pki.trustStore("authority", "PKCS12"), "PKCS12"),
                Map.of("kafka.security.protocol", "SSL", "bootstrap", broker.bootstrap("MTLS"))),
            "refuses: no TLS connection ("),
        new Mistake(
            "wrong client secret",
            with(oauth(), Clients.oauth(tokens, "wrong-s3cret")),
            "The response code 401"),
        new Mistake(
            "token endpoint that the JVM does not allow",
            with(
                oauth(),
                Map.of("kafka.sasl.oauthbearer.token.endpoint.url", "https://localhost:1/token")),
            "start qtrace with QTRACE_JAVA_OPTS=-D" + ALLOWED_URLS + "=https://localhost:1/token"));
  }

  private static List<Mistake> registryMistakes() throws Exception {
    var untrusted = Clients.trust("registry.", pki.trustStore("stranger", "PKCS12"), "PKCS12");
    var elsewhere = registry.url("127.0.0.1") + "/apis/ccompat/v7";
    return List.of(
        new Mistake(
            "wrong registry password",
            with(
                with(scram(), registryPassword()),
                Map.of("registry.basic.auth.user.info", USER + ":wrong-s3cret")),
            "401, not authenticated; check registry.basic.auth.credentials.source"),
        new Mistake(
            "registry's certificate of a stranger",
            with(with(scram(), registryToken()), untrusted),
            "(PKIX path building failed"),
        new Mistake(
            "registry's certificate for another host",
            with(with(scram(), registryToken()), Map.of("registry", elsewhere)),
            "(No subject alternative names matching IP address 127.0.0.1 found); check"
                + " registry.ssl.*"));
  }

  private static Map<String, String> scram() throws Exception {
    return with(
        with(
            Clients.scram("SASL_SSL", USER, PASSWORD),
            Clients.trust("kafka.", pki.trustStore("authority", "JKS"), "JKS")),
        Map.of("bootstrap", broker.bootstrap("SCRAM")));
  }

  private static Map<String, String> certificate() throws Exception {
    return with(
        with(
            Clients.certificate(pki.keyStore("client", "PKCS12"), "PKCS12"),
            Clients.trust("kafka.", pki.trustStore("authority", "PKCS12"), "PKCS12")),
        Map.of("bootstrap", broker.bootstrap("MTLS")));
  }

  private static Map<String, String> oauth() throws Exception {
    return with(
        with(
            Clients.oauth(tokens, OAUTH_SECRET),
            Clients.trust("kafka.", pki.trustStore("authority", "PKCS12"), "PKCS12")),
        Map.of("bootstrap", broker.bootstrap("OAUTH")));
  }

  private static Map<String, String> registryPassword() throws Exception {
    return with(
        registryTrust(),
        Map.of(
            "registry.basic.auth.credentials.source",
            "USER_INFO",
            "registry.basic.auth.user.info",
            USER + ":" + REGISTRY_PASSWORD));
  }

  private static Map<String, String> registryToken() throws Exception {
    return with(
        registryTrust(),
        Map.of(
            "registry.bearer.auth.credentials.source",
            "STATIC_TOKEN",
            "registry.bearer.auth.token",
            REGISTRY_TOKEN));
  }

  private static Map<String, String> registryTrust() throws Exception {
    return with(
        Clients.trust("registry.", pki.trustStore("authority", "PKCS12"), "PKCS12"),
        Map.of("registry", registry.url("localhost") + "/apis/ccompat/v7"));
  }

  private static Map<String, String> with(Map<String, String> one, Map<String, String> more) {
    var both = new HashMap<>(one);
    both.putAll(more);
    return both;
  }

  private static Path configuration(String name, Map<String, String> settings) throws Exception {
    var stage =
        Map.ofEntries(
            entry("topics.prefix", name + "-"),
            entry("application.id", name),
            entry("threads", "1"),
            entry("topics.partitions.raw", "1"),
            entry("topics.partitions.event", "1"),
            entry("state.dir", directory.resolve("state").toString()));
    return Command.configuration(directory.resolve(name + ".properties"), with(stage, settings));
  }

  private static void assertNoSecrets(String text) {
    assertThat(text).doesNotContain("s3cret");
  }
}
