package io.qtrace.bench.stage;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a registry and decode stages in a temporary directory. Needs {@code -Dqtrace.home}. */
final class BenchStage implements AutoCloseable {

  private final Path directory;
  private final EmbeddedStack stack;

  BenchStage() throws Exception {
    directory = Files.createTempDirectory("qtrace-bench");
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0));
  }

  String bootstrap() {
    return stack.bootstrap();
  }

  /** Returns once it is running. */
  DecodeApplication start(Map<String, String> settings) throws InterruptedException {
    var all = new HashMap<>(settings);
    all.put("bootstrap", stack.bootstrap());
    all.put("registry", stack.registryUrl());
    all.putIfAbsent("state.dir", stack.stateDirectory().toString());
    var running = new CountDownLatch(1);
    var decoding =
        new DecodeApplication(
            DecodeConfig.from(all),
            new SimpleMeterRegistry(),
            state -> {
              if (state == DecodeApplication.State.RUNNING) {
                running.countDown();
              }
            });
    decoding.start();
    running.await();
    return decoding;
  }

  KafkaProducer<byte[], byte[]> producer(int lingerMs) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", stack.bootstrap(), "linger.ms", Integer.toString(lingerMs));
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Throws if one of the records was not written. */
  static void check(List<Future<RecordMetadata>> sent) {
    for (var answer : sent) {
      try {
        answer.get();
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException("a raw record was not written", e);
      }
    }
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  @Override
  public void close() throws IOException {
    stack.close();
    delete(directory);
  }
}
