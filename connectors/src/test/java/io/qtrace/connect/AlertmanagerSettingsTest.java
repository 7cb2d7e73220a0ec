package io.qtrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerSettingsTest {

  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final SinkConnector connector = new AlertmanagerSinkConnector();

  @TempDir Path directory;

  @Test
  void takesAUrlAndNothingElse() {
    connector.start(settings());
    assertThat(problems(settings())).isEmpty();
    assertThat(connector.taskConfigs(3)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alertmanager.urls    | localhost:9093 | 'localhost:9093' is no http or https URL; write one such as http://localhost:9093
          alertmanager.urls    | http://a:1,    | '' is no http or https URL; write one such as http://localhost:9093
          registry.url         | localhost      | 'localhost' is no http or https URL; write one such as http://localhost:8081
          labels               | a=1, b         | 'b' is no label; write name=value, the name with letters, digits and _ only
          labels               | a-b=1          | 'a-b=1' is no label; write name=value, the name with letters, digits and _ only
          expiry.ms            | 60000          | alerts would end between two times they are sent; it has to be more than resend.interval.ms, 60000
          batch.size           | 0              | Value must be at least 1
          ssl.truststore.type  | PKCS11         | String must be one of: PEM, PKCS12, JKS
          """)
  void saysWhatIsWrongAndWhatWouldBeRight(String name, String value, String problem) {
    var settings = settings();
    settings.put(name, value);
    var message = "Invalid value %s for configuration %s: %s".formatted(value, name, problem);
    assertThat(problems(settings)).containsExactly(message);
    assertThatThrownBy(() -> connector.start(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void saysWhatDoesNotFitTogether() {
    var settings = settings();
    settings.put("basic.auth.user", "u");
    assertThat(problems(settings))
        .containsExactly(
            "only one of basic.auth.user and basic.auth.password is set; set both or none");
    settings.put("basic.auth.password", "p");
    settings.put("bearer.token", "t");
    assertThat(problems(settings))
        .containsExactly(
            "basic.auth.user and bearer.token are both set; a request has one or the other");
  }

  @Test
  void saysThatACertificateIsMissing() {
    var settings = settings();
    var file = directory.resolve("ca.pem");
    settings.put("ssl.truststore.location", file.toString());
    assertThat(problems(settings)).containsExactly("TLS cannot be set up by ssl.*: " + file);
  }

  @Test
  void insistsOnBytes() {
    var settings = settings();
    settings.remove("value.converter");
    assertThat(problems(settings))
        .containsExactly(
            "value.converter is not set; alerts are bytes, so set value.converter=" + BYTES);
  }

  @Test
  void hidesWhatHasNoEffect() {
    assertThat(hidden(settings()))
        .containsExactlyInAnyOrder(
            "basic.auth.password",
            "ssl.truststore.location",
            "ssl.truststore.type",
            "ssl.truststore.password",
            "ssl.keystore.location",
            "ssl.keystore.type",
            "ssl.keystore.password",
            "ssl.key.password");
    var settings = settings();
    settings.put("alertmanager.urls", "https://localhost:9093");
    settings.put("basic.auth.user", "u");
    assertThat(hidden(settings)).isEmpty();
  }

  @Test
  void isFoundAsAPlugin() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .hasOnlyElementsOfType(AlertmanagerSinkConnector.class)
        .hasSize(1);
  }

  private List<String> hidden(Map<String, String> settings) {
    return connector.validate(settings).configValues().stream()
        .filter(value -> !value.visible())
        .map(ConfigValue::name)
        .toList();
  }

  private List<String> problems(Map<String, String> settings) {
    return connector.validate(settings).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }

  private static Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "alertmanager.urls",
            "http://localhost:9093",
            "key.converter",
            BYTES,
            "value.converter",
            BYTES));
  }
}
