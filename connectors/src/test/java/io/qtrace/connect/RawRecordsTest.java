package io.qtrace.connect;

import static io.qtrace.connect.FakeWorker.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.source.chunk.SimpleTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent besides the bytes. */
@Tag("slow")
class RawRecordsTest {

  @TempDir Path directory;

  private Path traces;
  private FakeWorkers workers;

  @BeforeEach
  void create() throws IOException {
    traces = Files.createDirectory(directory.resolve("traces"));
    workers = new FakeWorkers(traces);
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  @Test
  void saysWhatAChunkIs() throws Exception {
    var definitions = definitions("balloon_event(void *opaque) \"%p\"\n");
    var trace = SimpleTrace.littleEndian().events(10).bytes();
    Files.write(traces.resolve("vm-7.trace"), trace);
    var worker = workers.traces(definitions);
    worker.until(() -> worker.committed().size() >= 2);

    var published = worker.committed().get(0);
    assertThat(published.topic()).isEqualTo("qtrace-definitions");
    assertThat(FakeWorker.key(published)).hasSize(64);
    assertThat((byte[]) published.value()).asString(UTF_8).startsWith("balloon_event(");
    var chunk = worker.committed().get(1);
    assertThat(chunk.topic()).isEqualTo("qtrace-raw");
    assertThat(chunk.kafkaPartition()).isNull();
    assertThat(FakeWorker.key(chunk)).isEqualTo("vm-7");
    assertThat(header(chunk, RawHeaders.FORMAT)).isEqualTo("simple");
    assertThat(header(chunk, RawHeaders.DEFINITIONS)).isEqualTo(FakeWorker.key(published));
    assertThat(header(chunk, RawHeaders.VM)).isEqualTo("vm-7");
    assertThat(header(chunk, RawHeaders.HOST)).isEqualTo("host-1");
    assertThat(header(chunk, RawHeaders.SOURCE)).matches("[0-9a-f]{32};generation=0;offset=0");
    long offsetNs = Long.parseLong(header(chunk, RawHeaders.CLOCK_OFFSET_NS));
    assertThat((offsetNs + System.nanoTime()) / 1_000_000)
        .isCloseTo(System.currentTimeMillis(), within(100L));
    assertThat(header(chunk, RawHeaders.HEARTBEAT_NS)).isNull();
  }

  @Test
  void keepsTheDefinitionsOfAFileWhenTheHostIsUpgraded() throws Exception {
    var settings = definitions("balloon_event(void *opaque) \"%p\"\n");
    Files.writeString(traces.resolve("vm-7.log"), "one\n");
    var worker = workers.logs(settings).untilSent("one\n");
    worker.kill();

    var upgraded = "balloon_event(int level) \"%d\"\n";
    definitions(upgraded);
    Files.writeString(traces.resolve("vm-7.log"), "two\n", APPEND);
    Files.writeString(traces.resolve("vm-8.log"), "three\n");

    worker.start().untilSent("two\n").untilSent("three\n");
    var fingerprints =
        worker.committed().stream()
            .filter(r -> r.topic().equals("qtrace-raw"))
            .map(r -> FakeWorker.key(r) + " " + header(r, RawHeaders.DEFINITIONS))
            .toList();
    var first = fingerprints.get(0).split(" ", -1)[1];
    var second = Definitions.fingerprintOf(upgraded.getBytes(UTF_8));
    assertThat(fingerprints)
        .containsExactlyInAnyOrder("vm-7 " + first, "vm-7 " + first, "vm-8 " + second);
    assertThat(published(worker)).containsExactly(first, second);
  }

  @Test
  void publishesDefinitionsOncePerStart() throws Exception {
    var settings = definitions("balloon_event(void *opaque) \"%p\"\n");
    var worker = workers.logs(settings);
    for (int i = 0; i < 3; i++) {
      Files.writeString(traces.resolve("vm-" + i + ".log"), "of " + i + "\n");
      worker.untilSent("of " + i + "\n");
    }
    assertThat(published(worker)).hasSize(1);
  }

  @Test
  void waitsForDefinitionsThatAreNotThereYet() throws Exception {
    var file = directory.resolve("trace-events-all");
    Files.writeString(traces.resolve("vm-7.log"), "one\n");
    var worker =
        workers.logs(Map.of("definitions.file", file.toString())).pollFor(Duration.ofMillis(200));
    assertThat(worker.committed()).isEmpty();

    definitions("balloon_event(void *opaque) \"%p\"\n");

    worker.untilSent("one\n");
  }

  @Test
  void saysThatAVmIsSilent() throws Exception {
    Files.writeString(traces.resolve("vm-7.log"), "one\n");
    Files.writeString(traces.resolve("vm-8.log"), "one\nunfinished");
    var worker = workers.logs(Map.of("heartbeat.interval.ms", "100", "heartbeat.lag.ms", "3000"));
    worker.until(() -> heartbeats(worker).size() >= 3);

    var heartbeats = heartbeats(worker);
    long last = Long.MIN_VALUE;
    for (var heartbeat : heartbeats) {
      assertThat(FakeWorker.key(heartbeat)).isEqualTo("vm-7");
      assertThat((byte[]) heartbeat.value()).isEmpty();
      assertThat(header(heartbeat, RawHeaders.SOURCE)).endsWith(";generation=0;offset=4");
      long untilNs = Long.parseLong(header(heartbeat, RawHeaders.HEARTBEAT_NS));
      assertThat(untilNs).isGreaterThan(last);
      last = untilNs;
    }
    assertThat(System.currentTimeMillis() - last / 1_000_000).isBetween(3_000L, 4_500L);
  }

  @Test
  void isNotSilentWhileOneFileOfTheVmIsNotRead() throws Exception {
    Files.writeString(traces.resolve("vm-7.log"), "one\n");
    Files.writeString(traces.resolve("vm-7.log.1"), "unfinished");
    var worker =
        workers.logs(Map.of("heartbeat.interval.ms", "50")).pollFor(Duration.ofMillis(300));

    assertThat(heartbeats(worker)).isEmpty();
  }

  @Test
  void endsHeartbeatsOfAVmThatIsSilentForLong() throws Exception {
    Files.writeString(traces.resolve("vm-7.log"), "one\n");
    var worker =
        workers
            .logs(Map.of("heartbeat.interval.ms", "50", "heartbeat.stop.ms", "300"))
            .pollFor(Duration.ofMillis(500));
    int count = heartbeats(worker).size();
    assertThat(count).isPositive();

    worker.pollFor(Duration.ofMillis(300));

    assertThat(heartbeats(worker)).hasSize(count);
  }

  /** Its clock was another one; the last event cannot be later than the last write. */
  @Test
  void anchorsATraceOfAnEarlierBootAtItsLastEvent() throws Exception {
    var written = Instant.parse("2001-02-03T04:05:06Z");
    var file =
        Files.write(
            traces.resolve("vm-7.trace"), SimpleTrace.littleEndian().events(30_000).bytes());
    Files.setLastModifiedTime(file, FileTime.from(written));
    var worker = workers.traces(Map.of());
    worker.until(() -> !worker.committed().isEmpty());

    long newestNs = 1_000 + 29_999;
    assertThat(header(worker.committed().get(0), RawHeaders.CLOCK_OFFSET_NS))
        .isEqualTo(Long.toString(written.toEpochMilli() * 1_000_000 - newestNs));
  }

  @Test
  void refusesOffsetsThatMakeNoSense() {
    var connector = new SimpleTraceSourceConnector();
    Map<String, ?> file = Map.of("file", "/var/log/qemu#1");

    assertThat(connector.alterOffsets(Map.of(), Map.of(file, Map.of("position", 5, "vm", "a"))))
        .isTrue();
    assertThat(refusal(connector, Map.of("filename", "x"), Map.of("position", 5)))
        .isEqualTo(
            "{filename=x} is no partition of this connector; those have a 'file' that is"
                + " <directory>#<inode>");
    assertThat(refusal(connector, file, Map.of("position", -5, "vm", "a")))
        .isEqualTo(
            "the offset of {file=/var/log/qemu#1}: position is -5; it has to be a number from 0 on");
    assertThat(refusal(connector, file, Map.of("position", 5, "vm", 3)))
        .isEqualTo("the offset of {file=/var/log/qemu#1}: vm is 3; it has to be text");
    assertThat(refusal(connector, file, Map.of("positon", 5)))
        .isEqualTo("the offset of {file=/var/log/qemu#1}: positon is not known");
    assertThat(refusal(connector, file, Map.of("vm", "a")))
        .isEqualTo(
            "the offset of {file=/var/log/qemu#1}: position is missing; it is the byte to go on at");
  }

  private static String refusal(
      SimpleTraceSourceConnector connector, Map<String, ?> partition, Map<String, ?> offset) {
    var offsets = Map.<Map<String, ?>, Map<String, ?>>of(partition, offset);
    var thrown = new String[1];
    assertThatThrownBy(() -> connector.alterOffsets(Map.of(), offsets))
        .isInstanceOf(ConnectException.class)
        .satisfies(e -> thrown[0] = e.getMessage());
    return thrown[0];
  }

  private static List<SourceRecord> heartbeats(FakeWorker worker) {
    return worker.committed().stream()
        .filter(r -> header(r, RawHeaders.HEARTBEAT_NS) != null)
        .toList();
  }

  private static List<String> published(FakeWorker worker) {
    return worker.committed().stream()
        .filter(r -> r.topic().equals("qtrace-definitions"))
        .map(FakeWorker::key)
        .toList();
  }

  /** The settings that name the file it is written to. */
  private Map<String, String> definitions(String text) throws IOException {
    var file = Files.writeString(directory.resolve("trace-events-all"), text);
    return Map.of("definitions.file", file.toString());
  }
}
