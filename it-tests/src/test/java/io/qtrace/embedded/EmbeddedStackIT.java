package io.qtrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.embedded.place.LoopbackPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStackIT {
  private static final String FIRST =
      "{\"type\":\"record\",\"name\":\"Kept\",\"fields\":[{\"name\":\"a\",\"type\":\"long\"}]}";
  private static final String SECOND =
      "{\"type\":\"record\",\"name\":\"Kept\",\"fields\":[{\"name\":\"a\",\"type\":\"long\"},"
          + "{\"name\":\"b\",\"type\":\"long\",\"default\":0}]}";

  @TempDir Path data;

  @Test
  void keepsTopicsAndSchemasWhenKilledAndWhenStopped() throws Exception {
    int first;
    int second;
    try (StackProcess stack = StackProcess.start(data, 0, 0)) {
      Stored stored = new Stored(stack.bootstrap(), stack.registryUrl());
      stored.createTopic();
      stored.write("of 1970", 1); // by age, retention would take it at once
      first = stored.register(FIRST);
      second = stored.register(SECOND);
      stored.write("before SIGKILL", System.currentTimeMillis());
      stack.kill();
    }
    try (StackProcess stack = StackProcess.start(data, 0, 0)) {
      Stored stored = new Stored(stack.bootstrap(), stack.registryUrl());
      assertThat(stored.versions()).containsExactly(1, 2);
      assertThat(stored.register(FIRST)).isEqualTo(first);
      assertThat(stored.register(SECOND)).isEqualTo(second);
      stored.write("before a stop", System.currentTimeMillis());
    }
    try (StackProcess stack = StackProcess.start(data, 0, 0)) {
      Stored stored = new Stored(stack.bootstrap(), stack.registryUrl());
      assertThat(stored.read(3)).containsExactly("of 1970", "before SIGKILL", "before a stop");
      assertThat(stored.versions()).containsExactly(1, 2);
    }
  }

  @Test
  @Tag("long")
  void startsOnTheSamePortsRightAfterSigkillAndTheRegistryDiesWithItsParent() throws Exception {
    int kafka = LoopbackPort.anyFree();
    int registry = LoopbackPort.anyFree();
    ProcessHandle orphan;
    try (StackProcess stack = StackProcess.start(data, kafka, registry)) {
      orphan = stack.registry();
      assertThat(orphan.isAlive()).isTrue();
      stack.kill();
    }
    try (StackProcess stack = StackProcess.start(data, kafka, registry)) {
      assertThat(stack.firstLine())
          .isEqualTo(
              "ready 127.0.0.1:%d http://127.0.0.1:%d/apis/ccompat/v7".formatted(kafka, registry));
      assertThat(orphan.isAlive()).isFalse();
    }
  }

  @Test
  void startsTheRegistryAgainWhenItDies() throws Exception {
    try (StackProcess stack = StackProcess.start(data, 0, 0)) {
      Stored stored = new Stored(stack.bootstrap(), stack.registryUrl());
      int id = stored.register(FIRST);
      ProcessHandle dead = stack.registry();
      assertThat(dead.destroyForcibly()).isTrue();
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> stack.registry().pid() != dead.pid() && stored.register(FIRST) == id);
    }
  }

  @Test
  void namesTheTakenPortWhoToAskAndTheFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      try (StackProcess stack = StackProcess.start(data, port, 0)) {
        assertThat(stack.firstLine())
            .isEqualTo(
                "port %1$d, wanted for the Kafka broker, is taken; see by whom with: ss -ltnp 'sport = :%1$d'; then stop that, or choose another port by --kafka-port PORT"
                    .formatted(port));
        assertThat(stack.awaitEnd()).isEqualTo(1);
      }
      try (StackProcess stack = StackProcess.start(data, 0, port)) {
        assertThat(stack.firstLine())
            .isEqualTo(
                "port %1$d, wanted for the schema registry, is taken; see by whom with: ss -ltnp 'sport = :%1$d'; then stop that, or choose another port by --registry-port PORT"
                    .formatted(port));
        assertThat(stack.awaitEnd()).isEqualTo(1);
      }
    }
  }

  @Test
  void refusesADataDirectoryThatAnotherProcessUses() throws Exception {
    try (StackProcess first = StackProcess.start(data, 0, 0);
        StackProcess second = StackProcess.start(data, 0, 0)) {
      assertThat(first.firstLine()).startsWith("ready ");
      assertThat(second.firstLine())
          .isEqualTo(
              "%s is in use by another qtrace (process %d); stop it, or choose another directory by --data DIR"
                  .formatted(data, first.pid()));
      assertThat(second.awaitEnd()).isEqualTo(1);
    }
  }
}
