package io.qtrace.connect;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.qtrace.raw.RawHeaders;
import io.qtrace.source.chunk.SimpleTrace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file while it is read. */
class RotationTest {

  private static final Map<String, String> LOGS = Map.of("glob", "*.log");

  @TempDir Path directory;

  private Path file;
  private final List<FakeWorker> workers = new ArrayList<>();

  @BeforeEach
  void name() {
    file = directory.resolve("vm-7.log");
  }

  @AfterEach
  void stop() {
    workers.forEach(FakeWorker::close);
  }

  @Test
  void finishesARenamedFileBeforeTheNewOne() throws Exception {
    append("one\n");
    var worker = logs(LOGS).untilSent("one\n");

    Files.move(file, directory.resolve("vm-7.log.1"));
    Files.writeString(directory.resolve("vm-7.log.1"), "two\n", APPEND);
    append("three\n");

    worker.untilSent("three\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void followsARenamedFileThatIsStillWritten() throws Exception {
    append("one\n");
    var worker = logs(LOGS).untilSent("one\n");
    var renamed = Files.move(file, directory.resolve("vm-7.log.1"));
    append("three\n");
    worker.untilSent("three\n");

    Files.writeString(renamed, "two\n", APPEND);

    worker.untilSent("two\n");
    assertThat(worker.text()).isEqualTo("one\nthree\ntwo\n");
  }

  @Test
  void finishesAFileThatWasRenamedWhileTheWorkerWasDown() throws Exception {
    append("one\n");
    var worker = logs(LOGS).untilSent("one\n");
    worker.kill();

    Files.writeString(file, "two\n", APPEND);
    Files.move(file, directory.resolve("old"));
    append("three\n");

    worker.start().untilSent("three\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\nthree\n");
    assertThat(worker.committed()).allSatisfy(r -> assertThat(FakeWorker.key(r)).isEqualTo("vm-7"));
  }

  @Test
  void readsARemovedFileToItsEnd() throws Exception {
    append("one\n");
    var worker = logs(Map.of("removed.wait.ms", "500")).untilSent("one\n");

    try (var writer = FileChannel.open(file, APPEND)) {
      Files.delete(file);
      worker.pollFor(Duration.ofMillis(200));
      writer.write(ByteBuffer.wrap("two\nunfinished".getBytes(UTF_8)));
      worker.untilSent("unfinished");
    }

    assertThat(worker.text()).isEqualTo("one\ntwo\nunfinished");
  }

  @Test
  void beginsAnewWhenALogIsCopiedAndTruncated() throws Exception {
    append("one\n");
    var worker = logs(LOGS).untilSent("one\n");

    Files.copy(file, directory.resolve("copy"));
    truncate();
    worker.pollFor(Duration.ofMillis(100));
    append("2\n");

    worker.untilSent("2\n");
    assertThat(worker.described())
        .containsExactly("vm-7 generation=0;offset=0 4", "vm-7 generation=1;offset=0 2");
  }

  @Test
  void beginsAnewWhenAFileWasRewrittenAndIsLonger() throws Exception {
    append("one\n");
    var worker = logs(LOGS).untilSent("one\n");

    Files.writeString(file, "another, longer\n");

    worker.untilSent("longer\n");
    assertThat(worker.text()).isEqualTo("one\nanother, longer\n");
  }

  @Test
  void beginsAnewWhenAnInodeIsUsedAgain() throws Exception {
    append("one\n");
    var worker = logs(Map.of()).untilSent("one\n");
    worker.kill();

    // The inode of another VM's file, as a file system may hand it out again.
    var next = directory.resolve("vm-8.log");
    Files.move(file, next);
    Files.writeString(next, "of vm-8\n");

    worker.start().untilSent("of vm-8\n");
    assertThat(worker.described())
        .containsExactly("vm-7 generation=0;offset=0 4", "vm-8 generation=1;offset=0 8");
  }

  @Test
  void beginsAnewWhenTheTraceFileIsSetToTheSameName() throws Exception {
    var first = SimpleTrace.littleEndian().events(100).bytes();
    var second = SimpleTrace.littleEndian().event(1, 77, 5).events(200).bytes();
    file = directory.resolve("vm-7.trace");
    Files.write(file, first);
    var worker = traces(Map.of()).until(() -> workers.get(0).bytes().length == first.length);

    Files.write(file, second);

    worker.until(() -> worker.bytes().length == first.length + second.length);
    assertThat(worker.bytes()).isEqualTo(joined(first, second));
    assertThat(worker.described()).last().asString().startsWith("vm-7 generation=1;offset=");
  }

  @Test
  void goesOnBehindTheHoleThatTruncationLeavesUnderAWriter() throws Exception {
    var trace = SimpleTrace.littleEndian().events(100);
    var first = trace.bytes();
    file = directory.resolve("vm-7.trace");
    try (var writer = FileChannel.open(file, CREATE, StandardOpenOption.WRITE)) {
      writer.write(ByteBuffer.wrap(first));
      var worker = traces(Map.of()).until(() -> workers.get(0).bytes().length == first.length);

      writer.truncate(0);
      worker.pollFor(Duration.ofMillis(100));
      var more = trace.events(50).bytes();
      writer.write(ByteBuffer.wrap(more, first.length, more.length - first.length), first.length);

      worker.until(() -> worker.bytes().length == more.length);
      assertThat(worker.bytes()).isEqualTo(more);
      assertThat(worker.described()).last().asString().startsWith("vm-7 generation=0;offset=");
    }
  }

  @Test
  void waitsForTheRestOfARecordAndOfAHeader() throws Exception {
    var trace = SimpleTrace.littleEndian().events(3).bytes();
    file = directory.resolve("vm-7.trace");
    var worker = traces(Map.of());
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
    var worker = logs(Map.of("partial.wait.ms", "1000"));

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

    var worker = traces(Map.of()).until(() -> workers.get(0).bytes().length == trace.length);

    assertThat(worker.bytes()).isEqualTo(trace);
  }

  @Test
  void readsTheOthersWhileOneCanNotBeRead() throws Exception {
    var unreadable = Path.of("/sys/bus/platform/uevent"); // to be written only, for root too
    assumeThat(unreadable).exists();
    var other = Files.createSymbolicLink(directory.resolve("vm-8.log"), unreadable);
    append("one\n");
    var worker = logs(Map.of()).untilSent("one\n").pollFor(Duration.ofMillis(100));
    append("two\n");
    worker.untilSent("two\n");

    Files.delete(other);
    Files.writeString(other, "three\n");

    worker.untilSent("three\n");
  }

  @Test
  void goesOnWhenTheDirectoryComesBack() throws Exception {
    append("one\n");
    var worker = logs(Map.of("removed.wait.ms", "0")).untilSent("one\n");
    var away = directory.resolveSibling(directory.getFileName() + "-away");

    Files.move(directory, away);
    worker.pollFor(Duration.ofMillis(200));
    Files.move(away, directory);
    Files.writeString(file, "two\n", APPEND);

    worker.untilSent("two\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void startsBeforeTheDirectoryIsThere() throws Exception {
    var later = directory.resolve("later");
    var worker = worker(FakeWorker.of(LOG, later, Map.of()));
    worker.pollFor(Duration.ofMillis(100));

    Files.createDirectory(later);
    Files.writeString(later.resolve("vm-7.log"), "one\n");

    worker.untilSent("one\n");
  }

  @Test
  void followsASymbolicLinkToItsNewFile() throws Exception {
    var files = Files.createDirectory(directory.resolve("files"));
    Files.writeString(files.resolve("a"), "one\n");
    Files.writeString(files.resolve("b"), "two\n");
    Files.createSymbolicLink(file, files.resolve("a"));
    var worker = logs(LOGS).untilSent("one\n");

    var swap = Files.createSymbolicLink(directory.resolve("swap"), files.resolve("b"));
    Files.move(swap, file, StandardCopyOption.ATOMIC_MOVE);

    worker.untilSent("two\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void leavesACompressedArchiveAlone() throws Exception {
    Files.writeString(directory.resolve("vm-7.log.1.gz"), "compressed\n");
    append("one\n");

    var worker = logs(Map.of()).untilSent("one\n").pollFor(Duration.ofMillis(100));

    assertThat(worker.text()).isEqualTo("one\n");
  }

  @Test
  void doesNotReadAnUnwantedFileThatHasAnOldInode() throws Exception {
    append("one\n");
    var worker = logs(LOGS).untilSent("one\n");
    worker.kill();
    Files.move(file, directory.resolve("private.conf"));
    Files.writeString(directory.resolve("private.conf"), "a secret, not a log\n");

    worker.start().pollFor(Duration.ofMillis(300));

    assertThat(worker.text()).isEqualTo("one\n");
  }

  @Test
  void readsAThousandFilesWithFewOpen() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "first of " + i + "\n");
    }
    var worker = logs(Map.of("max.open.files", "16", "scan.interval.ms", "200"));
    worker.until(() -> worker.committed().size() == 1000);
    assertThat(openDescriptors()).isLessThan(200);

    for (int i = 0; i < 1000; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "second of " + i + "\n", APPEND);
    }

    worker.until(() -> worker.committed().size() == 2000);
    assertThat(new String(worker.bytes("vm-999"), UTF_8))
        .isEqualTo("first of 999\nsecond of 999\n");
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

  @Test
  void givesAQuietFileItsTurnWhileAnotherHasMuch() throws Exception {
    var much = "much of it ".repeat(20) + "\n";
    append(much.repeat(20_000));
    Files.writeString(directory.resolve("vm-8.log"), "little\n");

    var worker = logs(Map.of("batch.bytes", "100000"));
    for (int i = 0; i < 3; i++) {
      worker.poll();
      worker.commit();
    }

    assertThat(worker.text()).contains("little\n");
    worker.until(() -> worker.bytes("vm-7").length == much.length() * 20_000);
  }

  @Test
  void readsANamedPipe() throws Exception {
    new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
    var worker = logs(Map.of());
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

  @Test
  void findsItsPlaceWithAnotherNumberOfTasks() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "one " + i + "\n");
    }
    var one = logs(Map.of());
    one.until(() -> one.committed().size() == 20);
    one.kill();
    for (int i = 0; i < 20; i++) {
      Files.writeString(directory.resolve("vm-" + i + ".log"), "two " + i + "\n", APPEND);
    }

    var three = worker(one.with(Map.of(), 3));
    three.until(() -> three.committed().size() == 40).pollFor(Duration.ofMillis(200));

    for (int i = 0; i < 20; i++) {
      assertThat(new String(three.bytes("vm-" + i), UTF_8))
          .isEqualTo("one %d\ntwo %d\n".formatted(i, i));
    }
  }

  @Test
  void readsAFileOnceTheMappingNamesItsVm() throws Exception {
    var mapping = directory.resolve("vms");
    append("one\n");
    var worker =
        logs(
            Map.of(
                "glob", "*.log", "vm.pattern", "/(?<vm>none)/", "vm.mapping.file", "" + mapping));
    worker.pollFor(Duration.ofMillis(100));
    assertThat(worker.committed()).isEmpty();

    Files.writeString(mapping, "vm-7.log  web\n");

    worker.untilSent("one\n");
    assertThat(worker.described()).containsExactly("web generation=0;offset=0 4");
  }

  @Test
  void keepsTheVmOfAFileWhateverItIsRenamedTo() throws Exception {
    append("one\n");
    var worker = logs(Map.of()).untilSent("one\n");

    Files.move(file, directory.resolve("something-else.log"));
    Files.writeString(directory.resolve("something-else.log"), "two\n", APPEND);

    worker.untilSent("two\n");
    assertThat(worker.committed())
        .allSatisfy(r -> assertThat(FakeWorker.header(r, RawHeaders.VM)).isEqualTo("vm-7"));
  }

  private FakeWorker logs(Map<String, String> settings) {
    return worker(FakeWorker.of(LOG, directory, settings));
  }

  private FakeWorker traces(Map<String, String> settings) {
    return worker(FakeWorker.of(SIMPLE, directory, settings));
  }

  private FakeWorker worker(FakeWorker worker) {
    workers.add(worker);
    return worker.start();
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, CREATE, APPEND);
  }

  private void truncate() throws IOException {
    FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
  }

  private static byte[] joined(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}
