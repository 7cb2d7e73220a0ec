package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.qtrace.testing.DeployedQtrace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qemu.trace.RamBlockAttributesStateChange;

/**
 * The recipes of docs/shippers.md: lines without headers become the events that connectors send.
 */
final class ShippersIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LINES = 500;
  private static final String TOPIC = "qtrace-event-ram_block_attributes_state_change";

  @TempDir static Path directory;
  private static UpProcess up;

  @BeforeAll
  static void start() throws IOException {
    up = UpProcess.start(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    up.close();
  }

  @Test
  void kcat() throws Exception {
    assumeInstalled("/usr/bin/kcat", "kcat");
    var kcat =
        new ProcessBuilder(
                "kcat",
                "-P",
                "-b",
                up.bootstrap(),
                "-t",
                "qtrace-raw",
                "-k",
                "vm-kcat",
                "-z",
                "lz4",
                "-X",
                "topic.partitioner=murmur2_random")
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (var in = kcat.getOutputStream()) {
      write(in, 0, LINES);
    }
    assertThat(kcat.waitFor()).isZero();
    awaitEvents("vm-kcat");
  }

  @Test
  void sendReadsStandardInputWhileItIsWritten() throws Exception {
    var command = DeployedQtrace.quick();
    command.addAll(List.of("send", "-", "--vm=vm-stdin", "--bootstrap=" + up.bootstrap()));
    var send =
        new ProcessBuilder(command).inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
    try (var in = send.getOutputStream()) {
      write(in, 0, LINES / 2);
      await().atMost(PATIENCE).until(() -> offsets("vm-stdin").size() == LINES / 2);
      assertThat(send.isAlive()).isTrue();
      write(in, LINES / 2, LINES);
    }
    assertThat(send.waitFor()).isZero();
    awaitEvents("vm-stdin");
  }

  @Test
  void sendSaysWhichLinesOfStandardInputAreNoEvents() throws Exception {
    var lines = "balloon_event opaque 0x1 addr 2\nballoon_event opaque 0x1 addr none\n";
    var command = DeployedQtrace.quick();
    command.addAll(List.of("send", "-", "--vm=vm-wrong", "--bootstrap=" + up.bootstrap()));
    var input = Files.writeString(directory.resolve("lines.log"), lines).toFile();
    var errors = directory.resolve("errors").toFile();
    var send =
        new ProcessBuilder(command).redirectInput(input).redirectError(errors).start().waitFor();

    assertThat(send).isEqualTo(1);
    assertThat(errors)
        .content()
        .contains("standard input: sent 1 chunk to ", "standard input: 1 event, ")
        .contains("\n  MISMATCH: 1 time, 34 bytes\n    MISMATCH: column 31: expected ");
  }

  @Test
  void rsyslog() throws Exception {
    assumeInstalled("/usr/lib/x86_64-linux-gnu/rsyslog/omkafka.so", "rsyslog-kafka");
    var logs = Files.createDirectory(directory.resolve("logs"));
    var config =
        Files.writeString(
            directory.resolve("rsyslog.conf"),
            recipe()
                .replace("/var/lib/qtrace-rsyslog", directory.toString())
                .replace("/var/log/qemu", logs.toString())
                .replace("localhost:9092", up.bootstrap()));
    var rsyslog =
        new ProcessBuilder(
                "/usr/sbin/rsyslogd",
                "-n",
                "-i",
                directory.resolve("rsyslogd.pid").toString(),
                "-f",
                config.toString())
            .inheritIO()
            .start();
    try (var log = Files.newOutputStream(logs.resolve("vm-rsyslog.log"))) {
      write(log, 0, LINES);
      awaitEvents("vm-rsyslog");
    } finally {
      rsyslog.destroy();
      rsyslog.waitFor();
    }
  }

  /** The one of the documentation, so that it is what is tested. */
  private static String recipe() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "shippers.md"));
    int begin = page.indexOf("```rsyslog\n") + "```rsyslog\n".length();
    return page.substring(begin, page.indexOf("```", begin));
  }

  private static void assumeInstalled(String file, String debianPackage) {
    assumeTrue(
        Files.exists(Path.of(file)),
        file + " is missing; Debian: apt-get install " + debianPackage);
  }

  private static void write(OutputStream out, int from, int to) throws IOException {
    for (int line = from; line < to; line++) {
      out.write(
          "2026-11-22T17:04:10.965564Z ram_block_attributes_state_change offset 0x%x size 0x1000 from 'discarded' to 'populated'\n"
              .formatted(line * 4_096L)
              .getBytes(UTF_8));
    }
    out.flush();
  }

  private static void awaitEvents(String vm) {
    await().atMost(PATIENCE).until(() -> offsets(vm).size() >= LINES);
    assertThat(offsets(vm))
        .containsExactlyElementsOf(LongStream.range(0, LINES).map(i -> i * 4_096).boxed().toList());
  }

  /** Of all typed events of the VM, in their order. */
  private static List<Long> offsets(String vm) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            up.bootstrap(),
            "isolation.level",
            "read_committed",
            "key.deserializer",
            StringDeserializer.class,
            "value.deserializer",
            KafkaAvroDeserializer.class,
            "schema.registry.url",
            up.registryUrl(),
            "specific.avro.reader",
            true);
    var offsets = new ArrayList<Long>();
    try (var consumer = new KafkaConsumer<String, RamBlockAttributesStateChange>(config)) {
      if (!consumer.listTopics().containsKey(TOPIC)) {
        return offsets;
      }
      var partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(p -> new TopicPartition(TOPIC, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(vm)) {
            assertThat(record.value().getMeta().getVm()).isEqualTo(vm);
            offsets.add(record.value().getOffset());
          }
        }
      }
    }
    return offsets;
  }
}
