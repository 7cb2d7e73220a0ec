package io.qtrace.connect;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.source.chunk.SimpleTrace;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever a task dies, what was committed is the beginning of the files, each byte once. */
@Tag("slow")
@Tag("long")
class ResumeTest {

  private static final int LIVES = 60;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tracesArriveOnceWhateverDies(long seed) throws Exception {
    var random = new Random(seed);
    var trace = trace(random, 60_000);

    var worker = resumed(SIMPLE, random, Map.of("vm-7", trace, "vm-8", trace(random, 20_000)));

    assertSame(worker.bytes("vm-7"), trace);
    assertThat(worker.committed()).allSatisfy(r -> assertWholeRecords((byte[]) r.value()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void logsArriveOnceWhateverDies(long seed) throws Exception {
    var random = new Random(seed);
    var log = log(random, 60_000);

    var worker = resumed(LOG, random, Map.of("vm-7", log, "vm-8", log(random, 20_000)));

    assertSame(worker.bytes("vm-7"), log);
    assertThat(worker.committed())
        .allSatisfy(r -> assertThat(((byte[]) r.value())).endsWith((byte) '\n'));
  }

  @ParameterizedTest
  @EnumSource(TraceFormat.class)
  void filesThatAreRotatedMeanwhileArriveOnceInOrder(TraceFormat format) throws Exception {
    var random = new Random(4);
    var parts = new byte[12][];
    Arrays.setAll(parts, i -> format == SIMPLE ? trace(random, 3_000 + i) : log(random, 3_000 + i));
    var all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);

    var file = directory.resolve("vm-7.trace");
    var writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < parts.length; i++) {
                write(file, parts[i], new Random(i));
                pause(150); // two looks at the directory see each file under its name
                rename(file, directory.resolve("vm-7.trace." + i));
              }
            });
    var worker = live(format, random, Map.of(), writer, all.size());

    assertSame(worker.bytes(), all.toByteArray());
  }

  private FakeWorker resumed(TraceFormat format, Random random, Map<String, byte[]> files)
      throws Exception {
    long seed = random.nextLong();
    var writers =
        files.entrySet().stream()
            .map(
                file ->
                    CompletableFuture.runAsync(
                        () ->
                            write(
                                directory.resolve(file.getKey()),
                                file.getValue(),
                                new Random(seed))))
            .toArray(CompletableFuture<?>[]::new);
    int size = files.values().stream().mapToInt(bytes -> bytes.length).sum();
    return live(format, random, Map.of(), CompletableFuture.allOf(writers), size);
  }

  /** Kills the task again and again while files are written, then lets it finish. */
  private FakeWorker live(
      TraceFormat format,
      Random random,
      Map<String, String> more,
      CompletableFuture<?> writer,
      int size)
      throws Exception {
    var settings = new HashMap<>(more);
    settings.put("chunk.bytes", Integer.toString(1_024 + random.nextInt(8_192)));
    settings.put("batch.bytes", Integer.toString(1_024 + random.nextInt(100_000)));
    settings.put("max.open.files", "1");
    var worker = FakeWorker.of(format, directory, settings);
    for (int life = 0; life < LIVES || !writer.isDone(); life++) {
      worker.start();
      for (int polls = random.nextInt(7); polls > 0; polls--) {
        worker.poll();
        if (random.nextInt(3) > 0) {
          worker.commit();
        }
      }
      worker.kill();
    }
    writer.join();
    worker.start().until(() -> worker.bytes().length >= size);
    worker.pollFor(Duration.ofMillis(100)).close();
    return worker;
  }

  /** Names the first difference; to print megabytes would take minutes. */
  private static void assertSame(byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected))
        .as("first difference of %d bytes and %d", actual.length, expected.length)
        .isEqualTo(-1);
  }

  /** In pieces of any length, as fast as that goes. */
  private static void write(Path file, byte[] bytes, Random random) {
    try (var out = Files.newOutputStream(file, CREATE, APPEND)) {
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(20_000));
        out.write(bytes, at, length);
        at += length;
        pause(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rename(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] trace(Random random, int events) {
    var trace = SimpleTrace.littleEndian();
    for (int i = 0; i < events; i++) {
      trace.event(i % 2, random.nextInt(), random.longs(random.nextInt(4)).toArray());
    }
    return trace.bytes();
  }

  private static byte[] log(Random random, int lines) {
    var log = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      log.append("line ").append(i).append(" x".repeat(random.nextInt(30))).append('\n');
    }
    return log.toString().getBytes(UTF_8);
  }

  /** A chunk can be read by itself, but for the mapping of its ids. */
  private static void assertWholeRecords(byte[] chunk) {
    var head = SimpleTrace.littleEndian().bytes();
    var reader = new SimpleReader(Definitions.system());
    reader.read(head, 0, head.length, true, new NoDamage());
    reader.read(chunk, 0, chunk.length, true, new NoDamage());
  }

  private static final class NoDamage implements RawRecordHandler {

    @Override
    public void event(RawEvent event) {}

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      assertThat(reason).isEqualTo(Rejection.MISMATCH); // the arguments are random
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
