package io.qtrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.UpProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task of the embedded worker is killed when it has written its offsets, before its commit. */
@Tag("long")
class UnfinishedTransactionIT {

  /** The transaction would time out after a minute. */
  private static final Duration SOON = Duration.ofSeconds(45);

  @TempDir Path directory;

  @Test
  void doesNotHoldUpTheNextStart() throws Exception {
    var data = directory.resolve("data");
    var watched = Files.createDirectory(directory.resolve("watched"));
    try (var up = UpProcess.start(data, "--watch=" + watched)) {
      leaveOpen(up.bootstrap());
      up.kill();
    }
    long began = System.nanoTime();
    try (var again = UpProcess.start(data, "--watch=" + watched)) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
      assertThat(again.shown("Kafka")).isNotEmpty();
    }
  }

  private static void leaveOpen(String bootstrap) throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "transactional.id", "qtrace-connect-killed-0");
    var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    var key = "[\"killed\",{\"file\":\"x.trace\"}]".getBytes(UTF_8);
    var offset = "{\"position\":1}".getBytes(UTF_8);
    producer.send(new ProducerRecord<>("qtrace-connect-offsets", key, offset)).get();
    producer.close(Duration.ZERO); // it aborts nothing
  }
}
