package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.cli.console.Console;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
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

/** A stage that may only read the registry, and the command that registers for it. */
final class RegisterIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private record Run(int exitCode, String out, String err) {}

  @TempDir Path directory;

  @Test
  void aStageThatMayNotRegisterWaitsForWhatTheCommandRegisters() throws Exception {
    var definitions = Files.writeString(directory.resolve("events"), "one_event(int n) \"n %d\"\n");
    try (var stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0));
        var producer = producer(stack)) {
      assertThat(register(stack, definitions, "--check"))
          .returns(1, Run::exitCode)
          .extracting(Run::out)
          .asString()
          .contains("missing  one_event\n")
          .endsWith("0 of 9 schemas are registered\n");

      try (var stage = stage(stack, definitions)) {
        var started = new Thread(stage::start);
        started.start();
        producer.send(new ProducerRecord<>("qtrace-raw", "vm-7".getBytes(UTF_8), line(1))).get();
        assertThat(stage.state()).isEqualTo(DecodeApplication.State.STARTING);
        assertThat(register(stack, definitions, "--check")).returns(1, Run::exitCode);

        assertThat(register(stack, definitions))
            .isEqualTo(new Run(0, "9 schemas are registered\n", ""));

        started.join();
        Awaitility.await().atMost(PATIENCE).until(() -> stage.ledger().typed() == 1);
      }
      assertThat(register(stack, definitions, "--check"))
          .isEqualTo(new Run(0, "9 of 9 schemas are registered\n", ""));
    }
  }

  private static byte[] line(int n) {
    return "one_event n %d\n".formatted(n).getBytes(UTF_8);
  }

  private static DecodeApplication stage(EmbeddedStack stack, Path definitions) {
    var config =
        DecodeConfig.from(
            Map.of(
                "bootstrap", stack.bootstrap(),
                "registry", stack.registryUrl(),
                "state.dir", stack.stateDirectory().toString(),
                "schemas.register", "false",
                "definitions.default", definitions.toString()));
    return new DecodeApplication(config, new SimpleMeterRegistry(), state -> {});
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedStack stack) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static Run register(EmbeddedStack stack, Path definitions, String... more) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    var all = new ArrayList<>(List.of("schemas", "register", definitions.toString()));
    all.addAll(List.of(more));
    all.add("--registry=" + stack.registryUrl());
    int exitCode = Qtrace.run(console, all.toArray(new String[0]));
    return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
