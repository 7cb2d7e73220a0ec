package io.qtrace.connect;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawHeaders;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.source.chunk.SimpleTrace;
import io.qtrace.source.file.AddedHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simple traces of SystemTap's, which have neither header nor mapping records. */
@Tag("slow")
class HeaderlessFilesTest {

  private static final long NS = 1_795_368_894_324_831_000L;
  private static final int TICK = 300;

  @TempDir Path directory;
  private Path traces = Path.of("");
  private Path definitionsFile = Path.of("");
  private Definitions definitions = Definitions.system();

  /** So many that the header does not fit into a chunk. */
  @BeforeEach
  void define() throws IOException {
    traces = Files.createDirectory(directory.resolve("traces"));
    definitionsFile = directory.resolve("trace-events-all");
    define("event_%d(int a) \"a %%d\"\n");
  }

  private void define(String declaration) throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < TICK; i++) {
      text.append(declaration.formatted(i));
    }
    text.append("tick(uint64_t n) \"n %\" PRIu64\n");
    Files.writeString(definitionsFile, text);
    definitions = Definitions.parse("events", text.toString().getBytes(UTF_8));
  }

  private FakeWorker worker(Map<String, String> more) {
    return FakeWorker.of(
            SIMPLE,
            traces,
            Map.of("no.header", "true", "definitions.file", definitionsFile.toString()))
        .with(more, 1);
  }

  private static byte[] ticks(ByteOrder order, int from, int to) {
    var trace = new SimpleTrace(order);
    for (int i = from; i < to; i++) {
      trace.event(TICK, NS + i, i);
    }
    return trace.bytes();
  }

  private static List<String> read(byte[] bytes, Definitions definitions) {
    var found = new ArrayList<String>();
    new SimpleReader(definitions)
        .read(
            bytes,
            0,
            bytes.length,
            true,
            new RawRecordHandler() {
              @Override
              public void event(RawEvent event) {
                found.add(
                    "%s %d %s"
                        .formatted(
                            definitions.events().get(event.definition).name(),
                            event.timestampNs - NS,
                            event.clock));
              }

              @Override
              public void dropped(long timestampNs, int pid, long count) {
                found.add("dropped");
              }

              @Override
              public void rejected(Rejection reason, String detail, byte[] b, int from, int to) {
                found.add(reason + " " + detail);
              }

              @Override
              public void other(byte[] buffer, int from, int to) {
                found.add("other");
              }
            });
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  @Tag("long")
  void sendsEachByteOnceBehindAHeaderWhateverDies(String name) throws Exception {
    var order = name.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var random = new Random(7);
    byte[] trace = ticks(order, 0, 800);
    var all = new ByteArrayOutputStream();
    all.writeBytes(AddedHeader.of(definitions, trace));
    all.writeBytes(trace);
    var file = traces.resolve("vm-7.trace");
    var worker = worker(Map.of("chunk.bytes", "1024", "batch.bytes", "1024"));
    int written = 0;
    while (written < trace.length) {
      int to = Math.min(trace.length, written + 1 + random.nextInt(2_000));
      Files.write(file, Arrays.copyOfRange(trace, written, to), CREATE, APPEND);
      written = to;
      worker.start();
      for (int polls = random.nextInt(8); polls > 0; polls--) {
        worker.poll();
        if (random.nextBoolean()) {
          worker.commit();
        }
      }
      worker.kill();
      worker = worker.with(Map.of(), 1);
    }
    try (var last = worker.start()) {
      last.until(() -> last.bytes().length >= all.size());
      last.pollFor(Duration.ofMillis(100));

      assertThat(last.bytes()).isEqualTo(all.toByteArray());
      var events = read(last.bytes(), definitions);
      assertThat(events).hasSize(800).startsWith("tick 0 " + Clock.REALTIME);
      assertThat(events.get(799)).isEqualTo("tick 799 " + Clock.REALTIME);
      assertThat(last.committed())
          .filteredOn(record -> record.topic().equals("qtrace-raw"))
          .allSatisfy(
              record ->
                  assertThat(FakeWorker.header(record, RawHeaders.DEFINITIONS))
                      .isEqualTo(definitions.fingerprint()));
    }
  }

  /** A package upgrade does not change the QEMU that runs. */
  @Test
  void goesOnInAFileWhenItsDefinitionsHaveChanged() throws Exception {
    var file = Files.write(traces.resolve("vm-7.trace"), ticks(ByteOrder.LITTLE_ENDIAN, 0, 10));
    var before = definitions;
    var worker = worker(Map.of()).start();
    worker.until(() -> read(worker.bytes(), before).size() == 10);
    worker.kill();
    define("another_%d(int a) \"a %%d\"\n");
    Files.write(file, ticks(ByteOrder.LITTLE_ENDIAN, 10, 20), APPEND);

    try (var next = worker.with(Map.of(), 1).start()) {
      next.until(() -> read(next.bytes(), before).size() == 20);
      next.pollFor(Duration.ofMillis(100));

      assertThat(read(next.bytes(), before)).hasSize(20).doesNotHaveDuplicates();
    }
  }

  @Test
  void waitsForTheFirstRecord() throws Exception {
    byte[] trace = ticks(ByteOrder.LITTLE_ENDIAN, 0, 2);
    var file = Files.write(traces.resolve("vm-7.trace"), Arrays.copyOf(trace, 37));

    try (var worker = worker(Map.of()).start()) {
      worker.pollFor(Duration.ofMillis(100));
      assertThat(worker.bytes()).isEmpty();
      Files.write(file, Arrays.copyOfRange(trace, 37, trace.length), APPEND);
      worker.until(() -> worker.bytes().length > 0);
      worker.until(() -> read(worker.bytes(), definitions).size() == 2);
    }
  }

  @Test
  void beginsEachLifeOfAFileWithAHeader() throws Exception {
    var file = Files.write(traces.resolve("vm-7.trace"), ticks(ByteOrder.LITTLE_ENDIAN, 0, 10));

    try (var worker = worker(Map.of()).start()) {
      worker.until(() -> read(worker.bytes(), definitions).size() == 10);
      Files.write(file, ticks(ByteOrder.BIG_ENDIAN, 20, 25));
      worker.until(() -> read(worker.bytes(), definitions).size() == 15);

      assertThat(read(worker.bytes(), definitions)).endsWith("tick 24 REALTIME");
    }
  }

  @Test
  void leavesFilesWithAHeaderAndOtherFilesAlone() throws Exception {
    Files.write(traces.resolve("vm-1.trace"), SimpleTrace.littleEndian().events(5).bytes());
    Files.writeString(traces.resolve("vm-2.trace"), "no trace at all\n");

    try (var worker = worker(Map.of()).start()) {
      worker.until(() -> worker.gauge("refused-files").equals(2));
      assertThat(worker.bytes()).isEmpty();
    }
  }

  @Test
  void needsDefinitionsAndSimpleTraces() {
    var withoutDefinitions =
        FakeWorker.of(SIMPLE, traces, Map.of("no.header", "true", "definitions.file", ""));
    assertThatThrownBy(withoutDefinitions::start)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value true for configuration no.header: it needs definitions.file: the order"
                + " of its events tells which id is which");
    var ofLogs =
        FakeWorker.of(
            LOG,
            traces,
            Map.of("no.header", "true", "definitions.file", definitionsFile.toString()));
    assertThatThrownBy(ofLogs::start)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value true for configuration no.header: logs have no header; it is for a"
                + " SimpleTraceSourceConnector");
    var problems =
        new SimpleTraceSourceConnector()
                .validate(
                    Map.of(
                        "directory",
                        traces.toString(),
                        "no.header",
                        "true",
                        "definitions.file",
                        ""))
                .configValues()
                .stream()
                .filter(value -> value.name().equals("no.header"))
                .flatMap(value -> value.errorMessages().stream());
    assertThat(problems)
        .containsExactly(
            "Invalid value true for configuration no.header: it needs definitions.file: the order"
                + " of its events tells which id is which");
  }
}
