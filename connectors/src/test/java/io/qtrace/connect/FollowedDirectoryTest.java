package io.qtrace.connect;

import static io.qtrace.source.file.TraceFormat.LOG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a directory are read, however many there are, and in whose turn. */
@Tag("slow")
class FollowedDirectoryTest {

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
  void startsBeforeTheDirectoryIsThere() throws Exception {
    var later = directory.resolve("later");
    var worker = workers.start(FakeWorker.of(LOG, later, Map.of()));
    worker.pollFor(Duration.ofMillis(100));

    Files.createDirectory(later);
    Files.writeString(later.resolve("vm-7.log"), "one\n");

    worker.untilSent("one\n");
  }

  @Test
  void goesOnWhenTheDirectoryComesBack() throws Exception {
    append("one\n");
    var worker = workers.logs(Map.of("removed.wait.ms", "0")).untilSent("one\n");
    var away = directory.resolveSibling(directory.getFileName() + "-away");

    Files.move(directory, away);
    worker.pollFor(Duration.ofMillis(200));
    Files.move(away, directory);
    Files.writeString(file, "two\n", APPEND);

    worker.untilSent("two\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void leavesACompressedArchiveAlone() throws Exception {
    Files.writeString(directory.resolve("vm-7.log.1.gz"), "compressed\n");
    append("one\n");

    var worker = workers.logs(Map.of()).untilSent("one\n").pollFor(Duration.ofMillis(100));

    assertThat(worker.text()).isEqualTo("one\n");
  }

  @Test
  void readsAFileOnceTheMappingNamesItsVm() throws Exception {
    var mapping = directory.resolve("vms");
    append("one\n");
    var worker =
        workers.logs(
            Map.of(
                "glob", "*.log", "vm.pattern", "/(?<vm>none)/", "vm.mapping.file", "" + mapping));
    worker.pollFor(Duration.ofMillis(100));
    assertThat(worker.committed()).isEmpty();

    Files.writeString(mapping, "vm-7.log  web\n");

    worker.untilSent("one\n");
    assertThat(worker.described()).containsExactly("web generation=0;offset=0 4");
  }

  @Test
  void readsTheOthersWhileOneCanNotBeRead() throws Exception {
    var unreadable = Path.of("/sys/bus/platform/uevent"); // to be written only, for root too
    assumeThat(unreadable).exists();
    var other = Files.createSymbolicLink(directory.resolve("vm-8.log"), unreadable);
    append("one\n");
    var worker = workers.logs(Map.of()).untilSent("one\n").pollFor(Duration.ofMillis(100));
    append("two\n");
    worker.untilSent("two\n");

    Files.delete(other);
    Files.writeString(other, "three\n");

    worker.untilSent("three\n");
  }

  @Test
  void readsAThousandFilesWithFewOpen() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "first of " + i + "\n");
    }
    var worker = workers.logs(Map.of("max.open.files", "16", "scan.interval.ms", "200"));
    worker.until(() -> worker.committed().size() == 1000);
    assertThat(openDescriptors()).isLessThan(200);

    for (int i = 0; i < 1000; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "second of " + i + "\n", APPEND);
    }

    worker.until(() -> worker.committed().size() == 2000);
    assertThat(new String(worker.bytes("vm-999"), UTF_8))
        .isEqualTo("first of 999\nsecond of 999\n");
  }

  @Test
  void givesAQuietFileItsTurnWhileAnotherHasMuch() throws Exception {
    var much = "much of it ".repeat(20) + "\n";
    append(much.repeat(20_000));
    Files.writeString(directory.resolve("vm-8.log"), "little\n");

    var worker = workers.logs(Map.of("batch.bytes", "100000"));
    for (int i = 0; i < 3; i++) {
      worker.poll();
      worker.commit();
    }

    assertThat(worker.text()).contains("little\n");
    worker.until(() -> worker.bytes("vm-7").length == much.length() * 20_000);
  }

  @Test
  void findsItsPlaceWithAnotherNumberOfTasks() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "one " + i + "\n");
    }
    var one = workers.logs(Map.of());
    one.until(() -> one.committed().size() == 20);
    one.kill();
    for (int i = 0; i < 20; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "two " + i + "\n", APPEND);
    }

    var three = workers.start(one.with(Map.of(), 3));
    three.until(() -> three.committed().size() == 40).pollFor(Duration.ofMillis(200));

    for (int i = 0; i < 20; i++) {
      assertThat(new String(three.bytes("vm-" + i), UTF_8))
          .isEqualTo("one %d\ntwo %d\n".formatted(i, i));
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, CREATE, APPEND);
  }

  private long openDescriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(
              fd -> {
                try {
                  return Files.readSymbolicLink(fd).startsWith(directory);
                } catch (IOException e) {
                  return false;
                }
              })
          .count();
    }
  }
}
