package io.qtrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {

  @Test
  void fitOurConnectorsWithoutAnyVariable() {
    assertThat(WorkerSettings.of(Map.of()))
        .containsEntry("bootstrap.servers", "kafka:9092")
        .containsEntry("group.id", "qtrace-connect")
        .containsEntry("offset.storage.topic", "qtrace-connect-offset")
        .containsEntry("status.storage.topic", "qtrace-connect-status")
        .containsEntry("offset.storage.partitions", "1")
        .containsEntry("status.storage.partitions", "1")
        .containsEntry("exactly.once.source.support", "enabled");
  }

  @Test
  void letConnectorsTuneTheirClientsButNotSendThemElsewhere() {
    var allowed =
        WorkerSettings.of(Map.of()).getOrDefault("connector.client.config.override.allowlist", "");

    assertThat(allowed.split(",", -1))
        .contains("compression.type", "auto.offset.reset")
        .noneMatch(name -> name.matches("bootstrap.*|(sasl|ssl|security)\\..*|.*class.*"));
    assertThat(
            WorkerSettings.of(
                Map.of("QTRACE_CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY", "All")))
        .containsEntry("connector.client.config.override.policy", "All");
  }

  @Test
  void comeFromTheEnvironment() {
    var settings =
        WorkerSettings.of(
            Map.of(
                "QTRACE_BOOTSTRAP", "a:1",
                "QTRACE_CONNECT_GROUP_ID", "host-3",
                "QTRACE_CONNECT_OFFSET_STORAGE_TOPIC", "mine",
                "QTRACE_CONNECT_OFFSET_STORAGE_PARTITIONS", "25",
                "QTRACE_CONNECTORS", "/etc/connectors",
                "HOSTNAME", "worker-1",
                "PATH", "/bin"));

    assertThat(settings)
        .containsEntry("bootstrap.servers", "a:1")
        .containsEntry("config.storage.topic", "host-3-config")
        .containsEntry("offset.storage.topic", "mine")
        .containsEntry("offset.storage.partitions", "25")
        .containsEntry("rest.advertised.host.name", "worker-1")
        .doesNotContainKeys("path", "ors", "bootstrap");
  }

  @Test
  void tellConnectorsClientsHowToReachKafkaToo() {
    var settings =
        WorkerSettings.of(
            Map.of(
                "QTRACE_CONNECT_SECURITY_PROTOCOL", "SASL_SSL",
                "QTRACE_CONNECT_CONSUMER_SECURITY_PROTOCOL", "SSL"));

    assertThat(settings)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("producer.security.protocol", "SASL_SSL")
        .containsEntry("admin.security.protocol", "SASL_SSL")
        .containsEntry("consumer.security.protocol", "SSL");
  }

  @Test
  void theDocumentationSaysHowTheFilesOfPermissionsFitThem() throws Exception {
    var page = Files.readString(Path.of("../../docs/security.md"));
    int from = page.indexOf("sed -E '");
    var command = page.substring(from, page.indexOf("\n```", from));
    var sed =
        new ProcessBuilder("sh", "-c", command + " connect.acl connect-worker.acl")
            .directory(Path.of("../security").toFile())
            .start();
    var lines = new String(sed.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines();

    assertThat(lines.filter(line -> line.startsWith("--") && line.contains("connect")))
        .containsExactlyInAnyOrder(
            "--operation Write --transactional-id qtrace-connect- --resource-pattern-type prefixed",
            "--operation Write --topic qtrace-connect-offset",
            "--operation Read --topic qtrace-connect-offset",
            "--operation Read --group qtrace-connect",
            "--operation Create --topic qtrace-connect- --resource-pattern-type prefixed",
            "--operation DescribeConfigs --topic qtrace-connect- --resource-pattern-type prefixed",
            "--operation Write --topic qtrace-connect-config",
            "--operation Read --topic qtrace-connect-config",
            "--operation Read --topic qtrace-connect-offset",
            "--operation Write --topic qtrace-connect-status",
            "--operation Read --topic qtrace-connect-status",
            "--operation Write --transactional-id connect-cluster-qtrace-connect");
  }
}
