package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Strimzi's users have what the files for kafka-acls have. */
final class KafkaUserTest {

  /** One permission; {@code type} as Strimzi calls it. */
  private record Permission(String operation, String type, String name, boolean prefix) {

    private static final Pattern LINE =
        Pattern.compile("--operation (\\S+) --(\\S+) (\\S+)(?: --resource-pattern-type (\\S+))?");

    static Permission of(String line) {
      var parts = LINE.matcher(line);
      assertThat(parts.matches()).as(line).isTrue();
      return new Permission(
          parts.group(1),
          parts.group(2).replace("transactional-id", "transactionalId"),
          parts.group(3),
          "prefixed".equals(parts.group(4)));
    }

    boolean covers(Permission other) {
      return operation.equals(other.operation)
          && type.equals(other.type)
          && (prefix ? other.name.startsWith(name) : equals(other));
    }
  }

  @Test
  void theStageHasExactlyItsFile() throws IOException {
    assertThat(user("qtrace-topology")).isEqualTo(file("topology.acl"));
  }

  /** The user is that of the workers of all hosts, so its names are prefixes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect-worker.acl",
        "connect.acl",
        "connect-qmp.acl",
        "connect-alertmanager.acl"
      })
  void aConnectWorkerHasAllOfItsFiles(String name) throws IOException {
    var granted = user("qtrace-connect");
    assertThat(file(name))
        .as("group.id=connect-host-1")
        .allMatch(needed -> granted.stream().anyMatch(g -> g.covers(onHost(needed))));
  }

  /** With the names of a host: the group {@code connect} is {@code connect-host-1} there. */
  private static Permission onHost(Permission needed) {
    var name = needed.name.equals("connect") ? "connect-host-1" : needed.name;
    return new Permission(needed.operation, needed.type, name, needed.prefix);
  }

  private static Set<Permission> file(String name) throws IOException {
    var permissions = new HashSet<Permission>();
    AclFile.read(name).lines().forEach(line -> permissions.add(Permission.of(line)));
    return permissions;
  }

  private static Set<Permission> user(String name) throws IOException {
    var text = Files.readString(Path.of("..", "deploy", "kubernetes", "strimzi", "users.yaml"));
    var permissions = new HashSet<Permission>();
    for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
      if (at(document, "metadata", "name").equals(name)) {
        for (var acl : (List<?>) at(document, "spec", "authorization", "acls")) {
          addTo(permissions, acl);
        }
      }
    }
    return permissions;
  }

  private static void addTo(Set<Permission> permissions, Object acl) {
    for (var operation : (List<?>) at(acl, "operations")) {
      permissions.add(
          new Permission(
              operation.toString(),
              at(acl, "resource", "type").toString(),
              at(acl, "resource", "name").toString(),
              at(acl, "resource", "patternType").equals("prefix")));
    }
  }

  private static Object at(Object node, String... keys) {
    var found = node;
    for (var key : keys) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key), key);
    }
    return found;
  }
}
