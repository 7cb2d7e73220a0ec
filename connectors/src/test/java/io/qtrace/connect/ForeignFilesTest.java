package io.qtrace.connect;

import static io.qtrace.source.file.TraceFormat.LOG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.source.chunk.SimpleTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files among logs that are none. */
@Tag("slow")
class ForeignFilesTest {

  @TempDir Path directory;

  @Test
  void leavesFilesOfOtherKindsAloneAndCountsThem() throws Exception {
    write("xz.log", "\u00fd7zXZ\0\0\u0004\nabc\n".getBytes(ISO_8859_1));
    var old = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    write("old.log", old.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(3).array());
    write("good-too.log", "<domain>\n</domain>\n".getBytes(UTF_8));
    write("json.log", "{\n  \"a\": 1\n}\n".getBytes(UTF_8));
    write("gzip.log", gzip("hello\n"));
    write("simple.log", SimpleTrace.littleEndian().bytes());
    write("good.log", "hello\n".getBytes(UTF_8));

    try (var worker = FakeWorker.of(LOG, directory, Map.of("glob", "*.log")).start()) {
      worker.until(() -> worker.text().length() == "<domain>\n</domain>\nhello\n".length());
      worker.until(() -> worker.gauge("refused-files").equals(5));
      worker.pollFor(Duration.ofMillis(200));

      assertThat(worker.text()).contains("hello\n", "<domain>\n</domain>\n").hasSize(25);
    }
  }

  @Test
  void followsAFileOnceItIsALog() throws Exception {
    var file = write("vm-7.log", "\u00fd7zXZ\0\0\u0004 and so on".getBytes(ISO_8859_1));
    var later = Files.writeString(directory.resolve("vm-7.log.1"), "rotated\n");

    try (var worker = FakeWorker.of(LOG, directory, Map.of("glob", "*.log*")).start()) {
      worker.untilSent("rotated\n").until(() -> worker.gauge("refused-files").equals(1));
      Files.writeString(file, "a log\n");
      worker.untilSent("a log\n").until(() -> worker.gauge("refused-files").equals(0));
      Files.writeString(file, "and more\n", APPEND);
      worker.untilSent("and more\n");

      Files.write(file, "\u007fELF".getBytes(ISO_8859_1));
      Files.delete(later);
      worker.until(() -> worker.gauge("refused-files").equals(1));
      Files.delete(file);
      worker.until(() -> worker.gauge("refused-files").equals(0));
    }
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return out.toByteArray();
  }
}
