package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.cli.console.Console;
import io.qtrace.definition.Definitions;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the command printed on stderr, and how it ended. */
  private record Run(int exitCode, String err) {}

  @TempDir Path directory;

  @Test
  void decodesDeadLettersOnceTheirDefinitionsAreThere() throws Exception {
    var late = Definitions.parse("late", "late_event(int n) \"n %d\"\n".getBytes(UTF_8));
    try (var stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0));
        var decoding = started(stack);
        var producer = producer(stack)) {
      var raw =
          new ProducerRecord<>(
              "qtrace-raw",
              "vm-7".getBytes(UTF_8),
              "late_event n 1\nlate_event n 2\n".getBytes(UTF_8));
      raw.headers().add(RawHeaders.DEFINITIONS, late.fingerprint().getBytes(UTF_8));
      producer.send(raw).get();
      Awaitility.await().atMost(PATIENCE).until(() -> decoding.ledger().deadLettered() == 1);

      producer
          .send(
              new ProducerRecord<>(
                  "qtrace-definitions", late.fingerprint().getBytes(UTF_8), late.text()))
          .get();
      var dry = replay(stack, "--dry-run");
      var others = replay(stack, "--vm=another", "--dry-run");
      var first = replay(stack);
      Awaitility.await().atMost(PATIENCE).until(() -> decoding.ledger().typed() == 2);
      var second = replay(stack);

      assertThat(List.of(dry, others, first, second))
          .containsExactly(
              new Run(0, told("that would go to", "1 (30 bytes); not asked for: 0")),
              new Run(0, told("that would go to", "0 (0 bytes); not asked for: 1")),
              new Run(0, told("sent to", "1 (30 bytes); not asked for: 0")),
              new Run(0, told("sent to", "0 (0 bytes); not asked for: 0")));
      assertThat(decoding.ledger().deadLettered()).isEqualTo(1);
    }
  }

  private static String told(String what, String counts) {
    return "qtrace: dead letters " + what + " qtrace-raw: " + counts + "\n";
  }

  private static DecodeApplication started(EmbeddedStack stack) {
    var config =
        DecodeConfig.from(
            Map.of(
                "bootstrap", stack.bootstrap(),
                "registry", stack.registryUrl(),
                "state.dir", stack.stateDirectory().toString(),
                "definitions.wait", "1s"));
    var decoding = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {});
    decoding.start();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> decoding.state() == DecodeApplication.State.RUNNING);
    return decoding;
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedStack stack) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static Run replay(EmbeddedStack stack, String... more) {
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new ByteArrayOutputStream(), new PrintStream(err, true, UTF_8), Map.of(), false);
    var all = new ArrayList<>(List.of("dead-letter", "replay"));
    all.addAll(List.of(more));
    all.add("--bootstrap=" + stack.bootstrap());
    all.add("--registry=" + stack.registryUrl());
    int exitCode = Qtrace.run(console, all.toArray(new String[0]));
    return new Run(exitCode, err.toString(UTF_8));
  }
}
