package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final String HEAD = "| setting | default | valid | what |\n|---|---|---|---|\n";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final SourceConnector connector = new SimpleTraceSourceConnector();

  @TempDir Path directory;

  @Test
  void takesADirectoryAndNothingElse() {
    var settings = settings();
    settings.remove("definitions.file");
    assertThat(connector.config().parse(settings)).containsEntry("chunk.bytes", 65536);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          directory       | traces      | it has to be an absolute path, such as /var/log/qemu; the worker's own directory may be anywhere
          glob            | a/**        | ** has no bound; write one * for each level, such as */*.trace
          glob            | [a          | it is no glob: Missing '] at index 1
          exclude         | a/*.gz      | it is compared with file names, which have no slash
          vm.pattern      | (.*)        | it has no group named vm; write (?<vm>…) around the part of the path that names the VM
          vm.mapping.file | vms         | it has to be an absolute path, such as /etc/qtrace/vms; the worker's own directory may be anywhere
          topic           | a b         | a topic's name has 1 to 249 of the characters a-z A-Z 0-9 . _ -
          chunk.bytes     | 3           | Value must be at least 1024
          max.open.files  | 0           | Value must be at least 1
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
  void saysThatTheDirectoryIsMissing() {
    var settings = settings();
    settings.remove("directory");
    assertThat(problems(settings))
        .containsExactly(
            "Missing required configuration \"directory\" which has no default value.");
  }

  @Test
  void saysThatTheDefinitionsAreMissingOrWrong() throws IOException {
    var file = directory.resolve("trace-events-all");
    var settings = settings();
    settings.put("definitions.file", file.toString());
    assertThat(problems(settings))
        .containsExactly(
            ("%s cannot be read (java.nio.file.NoSuchFileException: %s); install the package that"
                    + " has QEMU's trace-events-all (Debian: qemu-system-common), or set"
                    + " definitions.file to where it is")
                .formatted(file, file));

    Files.writeString(file, "balloon_event(void *opaque\n");
    assertThat(problems(settings)).singleElement().asString().startsWith(file + ":1:");
  }

  @Test
  void takesCompressedDefinitions() throws IOException {
    var file = directory.resolve("trace-events-all.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("tick(void) \"\"\n".getBytes(UTF_8));
    }
    var settings = settings();
    settings.put("definitions.file", file.toString());
    assertThat(problems(settings)).isEmpty();

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    assertThat(problems(settings))
        .singleElement()
        .asString()
        .contains("its gzip data ends too early or is damaged");
  }

  @Test
  void insistsOnBytes() {
    var settings = settings();
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.remove("key.converter");
    assertThat(problems(settings))
        .containsExactly(
            "key.converter is not set; raw records are bytes, so set key.converter=" + BYTES,
            "value.converter is org.apache.kafka.connect.json.JsonConverter; raw records are bytes, so"
                + " set value.converter="
                + BYTES);
  }

  @Test
  void isFoundAsAPlugin() {
    assertThat(ServiceLoader.load(SourceConnector.class))
        .hasOnlyElementsOfTypes(
            SimpleTraceSourceConnector.class,
            TraceLogSourceConnector.class,
            QmpSourceConnector.class)
        .hasSize(3);
    assertThat(connector.version()).isEqualTo("unpackaged");
    assertThat(connector.exactlyOnceSupport(settings())).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(connector.canDefineTransactionBoundaries(settings()))
        .isEqualTo(ConnectorTransactionBoundaries.SUPPORTED);
  }

  @Test
  void hidesWhatHasNoEffect() {
    var settings = settings();
    settings.put("heartbeat.interval.ms", "0");
    var values =
        connector.validate(settings).configValues().stream()
            .filter(value -> !value.visible())
            .map(ConfigValue::name);
    assertThat(values)
        .containsExactlyInAnyOrder("definitions.topic", "heartbeat.lag.ms", "heartbeat.stop.ms");
  }

  @Test
  void allAreDocumented() throws IOException {
    assertDocumented("connectors.md", table());
  }

  @Test
  void allOfAlertmanagerAreDocumented() throws IOException {
    assertDocumented("alertmanager.md", sinkTable());
  }

  @Test
  void allOfQmpAreDocumented() throws IOException {
    assertDocumented("qmp.md", qmpTable());
  }

  private static void assertDocumented(String name, String table) throws IOException {
    var file = DOCS.resolve(name);
    var page = Files.readString(file);
    var marker = "<!-- settings -->\n";
    int begin = page.indexOf(marker) + marker.length();
    int end = page.indexOf("<!-- end of settings -->");
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(file, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertThat(page.substring(begin, end))
          .as("run the test with -Dqtrace.goldens.write=true to write the table anew")
          .isEqualTo(table);
    }
  }

  private static String qmpTable() {
    return new QmpSourceConnector()
        .config().configKeys().values().stream()
            .map(key -> row(key, key))
            .collect(Collectors.joining("", HEAD, ""));
  }

  private static String sinkTable() {
    return new AlertmanagerSinkConnector()
        .config().configKeys().values().stream()
            .map(key -> row(key, key))
            .collect(Collectors.joining("", HEAD, ""));
  }

  private static String table() {
    var simple = new SimpleTraceSourceConnector().config().configKeys();
    var log = new TraceLogSourceConnector().config();
    return log.configKeys().values().stream()
        .map(key -> row(key, simple.get(key.name)))
        .collect(Collectors.joining("", HEAD, ""));
  }

  private static String row(ConfigKey log, @Nullable ConfigKey simple) {
    var what = simple == null ? "Logs only. " + log.documentation : log.documentation;
    var absent = simple == null ? absent(log) : absent(simple);
    if (simple != null && !absent(log).equals(absent)) {
      absent += "; logs: " + absent(log);
    }
    return "| `%s` | %s | %s | %s |\n".formatted(log.name, absent, valid(log), what);
  }

  private static String absent(ConfigKey key) {
    if (key.defaultValue == ConfigDef.NO_DEFAULT_VALUE) {
      return "required";
    }
    var value =
        key.defaultValue instanceof Password secret
            ? secret.value()
            : String.valueOf(key.defaultValue);
    return value.isEmpty() ? "empty" : "`" + value.replace("|", "\\|") + "`";
  }

  private static String valid(ConfigKey key) {
    return key.validator.toString().replace("[", "").replace("]", "").replace(",...,", " to ");
  }

  private List<String> problems(Map<String, String> settings) {
    return connector.validate(settings).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "directory",
            directory.toString(),
            "definitions.file",
            "",
            "key.converter",
            BYTES,
            "value.converter",
            BYTES));
  }
}
