package io.qtrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.allowed.Allowed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker's operator did not name, no setting reaches. */
final class PermissionsTest {

  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  @TempDir private Path directory;

  @BeforeEach
  void allowLittle() throws IOException {
    Files.createDirectory(directory.resolve("traces"));
    Allowed.inThisJvm(
        List.of(directory.resolve("traces")),
        List.of("http://localhost:9093", "https://Registry.example/apis"));
  }

  @AfterEach
  void allowAllToOtherTests() {
    Allowed.inThisJvm(List.of(Path.of("/")), List.of("*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"directory", "definitions.file", "vm.mapping.file"})
  void aFollowerNamesNoOtherFile(String setting) throws IOException {
    var secret = Files.writeString(directory.resolve("secret"), "S3CRET");
    var settings = new HashMap<>(traces());
    assertThat(problems(new TraceLogSourceConnector(), settings)).isEmpty();
    settings.put(setting, secret.toString());
    assertThat(problems(new TraceLogSourceConnector(), settings))
        .containsExactly(
            "%s: %s is none of the files, and below none of the directories, that connectors of this worker may read; who runs the worker can name it in QTRACE_ALLOWED_PATHS"
                .formatted(setting, secret));
    assertThatThrownBy(() -> new TraceLogSourceConnector().start(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(setting + ": " + secret + " is none of the files")
        .hasMessageNotContaining("S3CRET");
    assertThatThrownBy(() -> new SimpleTraceSourceConnector().start(settings))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void theDefaultOfASettingIsCheckedToo() {
    var settings = new HashMap<>(traces());
    settings.remove("definitions.file");
    assertThat(problems(new SimpleTraceSourceConnector(), settings))
        .singleElement()
        .asString()
        .startsWith("definitions.file: /usr/share/qemu/trace-events-all is none of the files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/*.qmp", "/*", "/run/libvirt/libvirt-sock", "/*/../run/x"})
  void aClientOfQemuAsksNoOtherSocket(String sockets) {
    var settings = Map.of("qmp.sockets", directory.resolve("traces/*.qmp") + "," + sockets);
    assertThatThrownBy(() -> new QmpSourceConnector().start(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("qmp.sockets: /");
    new QmpSourceConnector()
        .start(Map.of("qmp.sockets", directory.resolve("traces/{a,b}/*.qmp").toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alertmanager.urls=http://localhost:9094",
        "alertmanager.urls=https://localhost:9093",
        "alertmanager.urls=http://localhost:9093,http://user:S3CRET@elsewhere:9093",
        "alertmanager.urls=http://localhost:9093@elsewhere",
        "registry.url=http://localhost:8081",
        "registry.url=https://registry.example:8443",
        "registry.ssl.truststore.location=/etc/shadow",
        "registry.ssl.keystore.location=relative",
        "registry.schema.registry.ssl.keystore.location=/etc/shadow",
        "registry.bearer.auth.issuer.endpoint.url=file:///etc/shadow",
        "registry.bearer.auth.issuer.endpoint.url=http://elsewhere",
        "registry.sasl.jaas.config=Krb5 required keyTab=\"/etc/krb5.keytab\";",
        "registry.proxy.host=elsewhere",
        "registry.whatever=/etc/shadow",
        "ssl.truststore.location=/etc/shadow",
        "ssl.keystore.location=/etc/shadow",
        "ssl.keystore.location=traces/../../etc/shadow"
      })
  void aSinkCallsAndReadsNothingElse(String setting) {
    var settings = new HashMap<>(alertmanager());
    assertThat(problems(new AlertmanagerSinkConnector(), settings)).isEmpty();
    int equals = setting.indexOf('=');
    settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    assertThat(problems(new AlertmanagerSinkConnector(), settings))
        .as("validated")
        .singleElement()
        .asString()
        .doesNotContain("S3CRET");
    assertThatThrownBy(() -> new AlertmanagerSinkConnector().start(settings))
        .as("started, as by who writes to the topic of configurations")
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("S3CRET");
  }

  private static List<String> problems(Connector connector, Map<String, String> settings) {
    Config checked = connector.validate(settings);
    return checked.configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }

  private Map<String, String> traces() {
    return Map.of(
        "directory",
        directory.resolve("traces").toString(),
        "definitions.file",
        "",
        "key.converter",
        BYTES,
        "value.converter",
        BYTES);
  }

  private static Map<String, String> alertmanager() {
    return Map.of(
        "alertmanager.urls",
        "http://LOCALHOST:9093/prefix",
        "registry.url",
        "https://registry.example",
        "key.converter",
        BYTES,
        "value.converter",
        BYTES);
  }
}
