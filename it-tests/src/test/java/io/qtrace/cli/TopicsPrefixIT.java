package io.qtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One configuration is for every command: {@code send} and {@code tail} take the prefix too. */
class TopicsPrefixIT {

  @TempDir Path data;

  @Test
  void isTakenByUpFromTheEnvironment() throws Exception {
    var ports = List.of("--kafka-port=0", "--registry-port=0");
    try (var up = UpProcess.start(data, Map.of("QTRACE_TOPICS_PREFIX", "acme-"), ports);
        var admin = Admin.create(Map.of("bootstrap.servers", up.bootstrap()))) {
      assertThat(admin.listTopics().names().get())
          .contains("acme-raw", "acme-definitions", "acme-ledger")
          .doesNotContain("qtrace-raw", "qtrace-definitions", "qtrace-ledger");
    }
  }
}
