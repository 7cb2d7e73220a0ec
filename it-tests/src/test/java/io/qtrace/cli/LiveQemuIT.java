package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A QEMU that is traced while it runs, by {@code qtrace up --watch}. */
@Tag("long")
final class LiveQemuIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ENOUGH = 100;
  private static final String LAYOUTS = "qtrace-vm-layout";
  private static final String TOPIC = "qtrace-event-" + Qemu.EVENT;

  @TempDir Path directory;
  private Path traces;
  private Path log;

  @BeforeEach
  void prepare() throws IOException {
    Qemu.assumeInstalled();
    traces = Files.createDirectory(directory.resolve("traces"));
    log = traces.resolve("vm-7.log");
  }

  @Test
  void typedEventsAreThereWithinTwoSecondsAndQemuMayBeKilledAndStartedAgain(TestReporter report)
      throws Exception {
    try (var up =
        UpProcess.start(
            directory.resolve("data"), "--watch=" + traces, "--qmp=" + traces + "/*.qmp")) {
      assertThat(up.shown("watching")).isEqualTo(traces.toString());
      assertThat(up.shown("QMP")).isEqualTo(traces + "/*.qmp");
      long first;
      try (var events = consumer(up)) {
        try (var qemu = Qemu.start(log)) {
          await().atMost(PATIENCE).until(() -> Files.exists(log) && lines() > 0);
          awaitTopic(events, TOPIC);
          read(events, ENOUGH); // those that waited for the topic
          var latencies = latenciesMs(events);
          long median = latencies.get(latencies.size() / 2);
          report.publishEntry(
              "latency of live events, ms",
              "median %d, maximum %d".formatted(median, Collections.max(latencies)));
          // The slowest are those of a machine that does other things as well.
          assertThat(median).isLessThan(2_000);
          awaitLayout(up);
          assertThat(qemu.isAlive()).isTrue();
        }
        first = lines();
        awaitCount(up, first);

        // The same log, which QEMU truncates: until it has, the lines are those of the one before.
        var before = firstLine();
        try (var again = Qemu.start(log)) {
          await().atMost(PATIENCE).until(() -> lines() > ENOUGH && !firstLine().equals(before));
          assertThat(again.isAlive()).isTrue();
        }
      }
      awaitCount(up, first + lines());
    }
  }

  @Test
  void goesOnWhereItWasAlthoughEverythingIsKilled() throws Exception {
    var data = directory.resolve("data");
    try (var qemu = Qemu.start(log)) {
      for (int life = 0; life < 2; life++) {
        try (var up = UpProcess.start(data, "--watch=" + traces)) {
          long now = lines();
          await().atMost(PATIENCE).until(() -> count(up) > now);
          up.kill();
        }
      }
      assertThat(qemu.isAlive()).isTrue();
    }
    try (var up = UpProcess.start(data, "--watch=" + traces)) {
      awaitCount(up, lines());
    }
  }

  /** What QMP says of the memory. */
  private static void awaitLayout(UpProcess up) {
    try (var layouts = consumer(up)) {
      awaitTopic(layouts, LAYOUTS);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (var layout : layouts.poll(Duration.ofMillis(200))) {
                  if (new String(layout.value(), UTF_8).contains("pc.ram")) {
                    return layout.key().equals("vm-7");
                  }
                }
                return false;
              });
    }
  }

  private long lines() throws IOException {
    try (var all = Files.lines(log)) {
      return all.count();
    }
  }

  private String firstLine() throws IOException {
    try (var all = Files.lines(log)) {
      return all.findFirst().orElse("");
    }
  }

  /** Between an event's own time and now, as it comes; of some seconds. */
  private static List<Long> latenciesMs(KafkaConsumer<String, byte[]> events) {
    var latencies = new ArrayList<Long>();
    for (var end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; ) {
      for (var event : events.poll(Duration.ofMillis(10))) {
        latencies.add(System.currentTimeMillis() - event.timestamp());
      }
    }
    assertThat(latencies).as("events of five seconds").hasSizeGreaterThan(20);
    Collections.sort(latencies);
    return latencies;
  }

  private static void read(KafkaConsumer<String, byte[]> events, int count) {
    for (int read = 0; read < count; ) {
      read += events.poll(Duration.ofMillis(100)).count();
    }
  }

  private static void awaitTopic(KafkaConsumer<String, byte[]> events, String topic) {
    await()
        .atMost(PATIENCE)
        .until(() -> !events.listTopics().getOrDefault(topic, List.of()).isEmpty());
    events.assign(partitions(events, topic));
    events.seekToBeginning(events.assignment());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> events, String topic) {
    return events.partitionsFor(topic).stream()
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .toList();
  }

  private static void awaitCount(UpProcess up, long expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(count(up)).isGreaterThanOrEqualTo(expected));
    assertThat(count(up)).isEqualTo(expected);
  }

  /** Committed typed events of the VM. */
  private static long count(UpProcess up) {
    try (var events = consumer(up)) {
      awaitTopic(events, TOPIC);
      var ends = events.endOffsets(events.assignment());
      long count = 0;
      while (ends.keySet().stream().anyMatch(p -> events.position(p) < ends.get(p))) {
        for (var event : events.poll(Duration.ofMillis(200))) {
          assertThat(event.key()).isEqualTo("vm-7");
          count++;
        }
      }
      return count;
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(UpProcess up) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", up.bootstrap(), "isolation.level", "read_committed"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }
}
