package io.qtrace.embedded.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenEpochsTest {

  private static final TopicPartition PARTITION = new TopicPartition("qtrace-raw", 0);
  private static final long PRODUCER = 42;

  @TempDir Path logs;

  @Test
  void areThoseBehindTheStartOfTheTransaction() throws Exception {
    try (var first = segment(0)) {
      append(first, 0, (short) 1);
      append(first, 1, (short) 2);
    }
    try (var second = segment(2)) {
      append(second, 2, (short) 3);
      append(second, 3, (short) 4);
    }
    assertThat(WrittenEpochs.since(logs, PARTITION, 1, PRODUCER))
        .containsExactly((short) 2, (short) 3, (short) 4);
    assertThat(WrittenEpochs.since(logs, PARTITION, 3, PRODUCER)).containsExactly((short) 4);
    assertThat(WrittenEpochs.since(logs, PARTITION, 0, 43)).isEmpty();
  }

  /** The broker runs: it aborts what has timed out, for example. */
  @Test
  void areReadWhileTheBrokerWritesAndLeaveThatAlone() throws Exception {
    try (var segment = segment(0)) {
      append(segment, 0, (short) 1);
      var broker = CompletableFuture.runAsync(() -> appendMany(segment));
      do {
        assertThat(WrittenEpochs.since(logs, PARTITION, 0, PRODUCER)).containsExactly((short) 1);
      } while (!broker.isDone());
      broker.join();
      assertThat(segment.channel().size()).isEqualTo(segment.sizeInBytes());
    }
  }

  private static void appendMany(FileRecords segment) {
    try {
      for (int offset = 1; offset < 20_000; offset++) {
        append(segment, offset, (short) 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileRecords segment(long firstOffset) throws IOException {
    var directory = Files.createDirectories(logs.resolve(PARTITION.toString()));
    return FileRecords.open(directory.resolve("%020d.log".formatted(firstOffset)).toFile());
  }

  private static void append(FileRecords segment, long offset, short epoch) throws IOException {
    segment.append(
        MemoryRecords.withTransactionalRecords(
            offset,
            Compression.NONE,
            PRODUCER,
            epoch,
            (int) offset,
            0,
            new SimpleRecord("value".getBytes(UTF_8))));
  }
}
