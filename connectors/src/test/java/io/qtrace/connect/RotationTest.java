package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that is renamed, removed, truncated or written anew while it is read. */
@Tag("slow")
class RotationTest {

  private static final Map<String, String> LOGS = Map.of("glob", "*.log");

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
  void finishesARenamedFileBeforeTheNewOne() throws Exception {
    append("one\n");
    var worker = workers.logs(LOGS).untilSent("one\n");

    Files.move(file, directory.resolve("vm-7.log.1"));
    Files.writeString(directory.resolve("vm-7.log.1"), "two\n", APPEND);
    append("three\n");

    worker.untilSent("three\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void followsARenamedFileThatIsStillWritten() throws Exception {
    append("one\n");
    var worker = workers.logs(LOGS).untilSent("one\n");
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
    var worker = workers.logs(LOGS).untilSent("one\n");
    worker.kill();

    Files.writeString(file, "two\n", APPEND);
    Files.move(file, directory.resolve("old"));
    append("three\n");

    worker.start().untilSent("three\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\nthree\n");
    assertThat(worker.committed()).allSatisfy(r -> assertThat(FakeWorker.key(r)).isEqualTo("vm-7"));
  }

  @Test
  void keepsTheVmOfAFileWhateverItIsRenamedTo() throws Exception {
    append("one\n");
    var worker = workers.logs(Map.of()).untilSent("one\n");

    Files.move(file, directory.resolve("something-else.log"));
    Files.writeString(directory.resolve("something-else.log"), "two\n", APPEND);

    worker.untilSent("two\n");
    assertThat(worker.committed())
        .allSatisfy(r -> assertThat(FakeWorker.header(r, RawHeaders.VM)).isEqualTo("vm-7"));
  }

  @Test
  void readsARemovedFileToItsEnd() throws Exception {
    append("one\n");
    var worker = workers.logs(Map.of("removed.wait.ms", "500")).untilSent("one\n");

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
    var worker = workers.logs(LOGS).untilSent("one\n");

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
    var worker = workers.logs(LOGS).untilSent("one\n");

    Files.writeString(file, "another, longer\n");

    worker.untilSent("longer\n");
    assertThat(worker.text()).isEqualTo("one\nanother, longer\n");
  }

  @Test
  void beginsAnewWhenAnInodeIsUsedAgain() throws Exception {
    append("one\n");
    var worker = workers.logs(Map.of()).untilSent("one\n");
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
  void doesNotReadAnUnwantedFileThatHasAnOldInode() throws Exception {
    append("one\n");
    var worker = workers.logs(LOGS).untilSent("one\n");
    worker.kill();
    Files.move(file, directory.resolve("private.conf"));
    Files.writeString(directory.resolve("private.conf"), "a secret, not a log\n");

    worker.start().pollFor(Duration.ofMillis(300));

    assertThat(worker.text()).isEqualTo("one\n");
  }

  @Test
  void beginsAnewWhenTheTraceFileIsSetToTheSameName() throws Exception {
    var first = SimpleTrace.littleEndian().events(100).bytes();
    var second = SimpleTrace.littleEndian().event(1, 77, 5).events(200).bytes();
    file = directory.resolve("vm-7.trace");
    Files.write(file, first);
    var worker = workers.traces(Map.of());
    worker.until(() -> worker.bytes().length == first.length);

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
      var worker = workers.traces(Map.of());
      worker.until(() -> worker.bytes().length == first.length);

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
  void followsASymbolicLinkToItsNewFile() throws Exception {
    var files = Files.createDirectory(directory.resolve("files"));
    Files.writeString(files.resolve("a"), "one\n");
    Files.writeString(files.resolve("b"), "two\n");
    Files.createSymbolicLink(file, files.resolve("a"));
    var worker = workers.logs(LOGS).untilSent("one\n");

    var swap = Files.createSymbolicLink(directory.resolve("swap"), files.resolve("b"));
    Files.move(swap, file, StandardCopyOption.ATOMIC_MOVE);

    worker.untilSent("two\n");
    assertThat(worker.text()).isEqualTo("one\ntwo\n");
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
