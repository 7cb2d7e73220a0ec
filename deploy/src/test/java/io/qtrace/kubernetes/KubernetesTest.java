package io.qtrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.qtrace.alert.rule.Rules;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.streams.StreamsProperties;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@Tag("slow")
class KubernetesTest {

  private static final Path ROOT = Path.of("kubernetes");
  private static final Path RULE = ROOT.resolve("monitoring/prometheusrule.yaml");
  private static final Path PROMETHEUS = Path.of("prometheus");

  @ParameterizedTest
  @MethodSource("manifests")
  @Tag("long")
  void hasOnlyFieldsThatItsKindHas(Path manifest) throws IOException {
    assertThat(Manifests.read(Files.readString(manifest))).isNotEmpty();
  }

  @Test
  void refusesAMisspeltField() {
    assertThatThrownBy(
            () -> Manifests.read("{apiVersion: v1, kind: Service, spec: {clusterIp: None}}"))
        .hasMessageContaining("clusterIp");
    assertThatThrownBy(
            () ->
                Manifests.read(
                    "{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaConnect, spec: {replica:"
                        + " 1}}"))
        .hasMessageContaining("replica");
  }

  /** Kustomize is there in kubectl, where there is one that is not too old. */
  @ParameterizedTest
  @ValueSource(strings = {"small", "production"})
  void isBuiltByKustomize(String overlay) throws Exception {
    assumeTrue(
        kubectl("version", "--client").contains("Kustomize Version: v5"),
        "there is no kubectl with Kustomize 5, so overlays were not built, only their files"
            + " checked");
    var built =
        Manifests.read(kubectl("kustomize", ROOT.resolve("overlays/" + overlay).toString()));

    assertThat(built)
        .filteredOn(
            resource -> !List.of("Namespace", "PersistentVolume").contains(resource.getKind()))
        .allSatisfy(r -> assertThat(r.getMetadata().getNamespace()).isEqualTo("qtrace"));
    assertThat(only(StatefulSet.class, built))
        .singleElement()
        .satisfies(KubernetesTest::isHardened);
    assertThat(only(KafkaConnector.class, built))
        .extracting(connector -> connector.getMetadata().getLabels().get("strimzi.io/cluster"))
        .hasSameElementsAs(names(only(KafkaConnect.class, built)));
    assertThat(only(KafkaConnect.class, built))
        .allSatisfy(
            worker ->
                assertThat(worker.getSpec().getConfig())
                    .containsEntry("group.id", worker.getMetadata().getName())
                    .containsEntry("offset.storage.partitions", 1)
                    .containsEntry("status.storage.partitions", 1));
  }

  private static void isHardened(StatefulSet stage) {
    var pod = stage.getSpec().getTemplate().getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    var container = pod.getContainers().get(0);
    assertThat(container.getImage()).matches("(.+/)?qtrace/topology:\\S+");
    assertThat(container.getResources().getLimits()).containsKey("memory");
    var security = container.getSecurityContext();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
  }

  @Test
  void isListedByAKustomizationAndThereIfListed() throws IOException {
    var listed = new TreeSet<Path>();
    for (var file : files("kustomization.yaml")) {
      Map<String, Object> kustomization = new Yaml().load(Files.readString(file));
      var directory = file.resolveSibling("");
      for (var resource : list(kustomization.get("resources"))) {
        listed.add(directory.resolve(String.valueOf(resource)).normalize());
      }
      for (var patch : list(kustomization.get("patches"))) {
        listed.add(directory.resolve(String.valueOf(((Map<?, ?>) patch).get("path"))).normalize());
      }
    }
    assertThat(listed).allMatch(Files::exists).containsAll(manifests());
  }

  @Test
  void hasTheRulesOfPrometheus() throws IOException {
    var rule = new StringBuilder(Files.readString(RULE));
    rule.setLength(rule.indexOf("  groups:\n") + "  groups:\n".length());
    for (var name : List.of("recording.yaml", "alerts.yaml")) {
      var text = Files.readString(PROMETHEUS.resolve("rules").resolve(name));
      rule.append(text.substring(text.indexOf("groups:\n") + "groups:\n".length()).indent(2));
    }
    var expected = rule.toString().replaceAll("(?m)^ +$", "");
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(RULE, expected);
    }
    assertThat(Files.readString(RULE))
        .as("run the test with -Dqtrace.goldens.write=true to write the file anew")
        .isEqualTo(expected);
  }

  @Test
  void permitsTheStageWhatItsAclsDo() throws IOException {
    @SuppressWarnings("unchecked")
    var user =
        (Map<String, Map<String, Map<String, Object>>>)
            new Yaml()
                .loadAll(Files.readString(ROOT.resolve("strimzi/users.yaml")))
                .iterator()
                .next();
    var permitted = new ArrayList<String>();
    for (var rule : list(user.get("spec").get("authorization").get("acls"))) {
      for (var operation : list(((Map<?, ?>) rule).get("operations"))) {
        permitted.add(acl((Map<?, ?>) ((Map<?, ?>) rule).get("resource"), operation));
      }
    }
    assertThat(permitted)
        .containsExactlyInAnyOrderElementsOf(
            Files.readAllLines(Path.of("security/topology.acl")).stream()
                .filter(line -> line.startsWith("--"))
                .toList());
  }

  /** As Kafka's own command takes it. */
  private static String acl(Map<?, ?> resource, Object operation) {
    var isPrefix = resource.get("patternType").equals("prefix");
    return "--operation %s --%s %s%s"
        .formatted(
            operation,
            String.valueOf(resource.get("type")).replace("transactionalId", "transactional-id"),
            resource.get("name"),
            isPrefix ? " --resource-pattern-type prefixed" : "");
  }

  @Test
  void hasTheJmxRulesOfConnect() throws IOException {
    assertThat(config("connect/connect.yaml").get("connect-jmx.yaml"))
        .isEqualTo(Files.readString(PROMETHEUS.resolve("connect-jmx.yaml")));
  }

  @Test
  void configuresTheStageWithSettingsAndRulesThatItTakes() throws IOException {
    var config = config("topology/config.yaml");
    var properties = new Properties();
    properties.load(new StringReader(config.get("qtrace.properties")));
    var ownOptions = List.of("metrics.host", "metrics.port", "alert.rules");
    var settings =
        properties.stringPropertyNames().stream()
            .filter(name -> !ownOptions.contains(name))
            .collect(Collectors.toMap(name -> name, properties::getProperty));

    var stage = DecodeConfig.from(settings);

    assertThat(StreamsProperties.of(stage)).containsEntry("num.standby.replicas", "1");
    assertThat(Rules.parse("alert-rules.yaml", config.get("alert-rules.yaml")).all()).isNotEmpty();
  }

  private static Map<String, String> config(String manifest) throws IOException {
    var resources = Manifests.read(Files.readString(ROOT.resolve(manifest)));
    return only(ConfigMap.class, resources).get(0).getData();
  }

  private static List<String> names(List<? extends HasMetadata> resources) {
    return resources.stream().map(resource -> resource.getMetadata().getName()).toList();
  }

  private static <T> List<T> only(Class<T> type, List<HasMetadata> resources) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<Path> manifests() throws IOException {
    var manifests = files(".yaml");
    manifests.removeAll(files("kustomization.yaml"));
    return manifests;
  }

  private static List<Path> files(String end) throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .sorted()
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }

  private static List<?> list(Object yaml) {
    return yaml instanceof List<?> list ? list : List.of();
  }

  /** Empty if there is no kubectl. */
  private static String kubectl(String... arguments) throws InterruptedException {
    var command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      return "";
    }
  }
}
