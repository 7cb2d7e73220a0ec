package io.qtrace.embedded.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.FileRecords;

/**
 * Which epochs a producer wrote with. Consumers do not tell, so the broker's files are read: heads
 * of batches only, behind the start of the transaction.
 */
final class WrittenEpochs {

  private static final String SEGMENT = ".log";

  private WrittenEpochs() {}

  /**
   * @param logs the directory of the broker, which may be writing there
   */
  static SortedSet<Short> since(Path logs, TopicPartition partition, long offset, long producerId)
      throws IOException {
    while (true) {
      try {
        return read(segments(logs.resolve(partition.toString()), offset), offset, producerId);
      } catch (NoSuchFileException e) {
        // Its time was over, or it was compacted, since they were listed: the list is new now.
      }
    }
  }

  private static SortedSet<Short> read(List<Path> segments, long offset, long producerId)
      throws IOException {
    var epochs = new TreeSet<Short>();
    for (var segment : segments) {
      var records = FileRecords.open(segment.toFile(), false);
      try {
        for (var batch : records.batches()) {
          if (batch.producerId() == producerId
              && batch.isTransactional()
              && !batch.isControlBatch()
              && batch.lastOffset() >= offset) {
            epochs.add(batch.producerEpoch());
          }
        }
      } finally {
        records.closeHandlers(); // close() would cut off what was written meanwhile
      }
    }
    return epochs;
  }

  /** From the one that holds the offset. A file is called by its first offset. */
  private static List<Path> segments(Path partition, long offset) throws IOException {
    try (var files = Files.list(partition)) {
      var all = files.filter(file -> file.toString().endsWith(SEGMENT)).sorted().toList();
      var behind = new ArrayList<Path>();
      for (int i = 0; i < all.size(); i++) {
        if (i + 1 == all.size() || first(all.get(i + 1)) > offset) {
          behind.add(all.get(i));
        }
      }
      return behind;
    }
  }

  private static long first(Path segment) {
    var name = segment.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SEGMENT.length()));
  }
}
