package io.qtrace.connect;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.source.chunk.SimpleTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent of the end of a file that is still written. */
@Tag("slow")
class GrowingFileTest {

  @TempDir Path directory;

  private FakeWorkers workers;
  private Path file;

  @BeforeEach
  void open() {
    workers = new FakeWorkers(directory);
    file = directory.resolve("vm-7.log");
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  @Test
  @Tag("long")
  void waitsForTheRestOfARecordAndOfAHeader() throws Exception {
    var trace = SimpleTrace.littleEndian().events(3).bytes();
    file = directory.resolve("vm-7.trace");
    var worker = workers.traces(Map.of());
    int at = 0;
    for (int cut : new int[] {10, 30, 100, trace.length - 7, trace.length}) {
      Files.write(file, Arrays.copyOfRange(trace, at, cut), CREATE, APPEND);
      worker.pollFor(Duration.ofMillis(1200));
      at = cut;
    }
    worker.until(() -> worker.bytes().length == trace.length);
    assertThat(worker.bytes()).isEqualTo(trace);
    assertThat(worker.described())
        .containsExactly(
            "vm-7 generation=0;offset=0 24",
            "vm-7 generation=0;offset=24 33",
            "vm-7 generation=0;offset=57 112",
            "vm-7 generation=0;offset=169 40");
  }

  @Test
  void sendsAnUnfinishedEndAfterAWhile() throws Exception {
    append("one\nunfinished");
    var worker = workers.logs(Map.of("partial.wait.ms", "1000"));

    worker.untilSent("unfinished");

    assertThat(worker.described())
        .containsExactly("vm-7 generation=0;offset=0 4", "vm-7 generation=0;offset=4 10");
  }

  @Test
  void sendsZerosOfAFullDiskOn() throws Exception {
    var before = SimpleTrace.littleEndian().events(50);
    var trace = before.raw(new byte[5000]).events(50).bytes();
    file = directory.resolve("vm-7.trace");
    Files.write(file, trace);

    var worker = workers.traces(Map.of());

    worker.until(() -> worker.bytes().length == trace.length);

    assertThat(worker.bytes()).isEqualTo(trace);
  }

  @Test
  void readsANamedPipe() throws Exception {
    new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
    var worker = workers.logs(Map.of());
    worker.pollFor(Duration.ofMillis(100));

    append("one\n");
    worker.untilSent("one\n");
    append("two\n");

    worker.untilSent("two\n");
    worker.kill();
    worker.start().pollFor(Duration.ofMillis(100));
    append("three\n");
    worker.untilSent("three\n");
    assertThat(worker.described())
        .containsExactly(
            "vm-7 generation=0;offset=0 4",
            "vm-7 generation=0;offset=4 4",
            "vm-7 generation=1;offset=0 6");
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, CREATE, APPEND);
  }
}
