package io.qtrace.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.record.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.FileRecords;

/**
 * Takes batches out of the logs of a broker that is stopped, and what it would notice that by: as
 * if they had never been written, and the broker had been killed.
 *
 * @param directory the broker's
 */
record DamagedLogs(Path directory) {

  /** Returns how many batches were taken out. */
  int without(String topic, Predicate<FileChannelRecordBatch> unwanted) throws IOException {
    int taken = 0;
    for (var partition : files(directory, topic + "-[0-9]*")) {
      for (var segment : files(partition, "*.log")) {
        taken += rewrite(segment, unwanted);
      }
      for (var derived : files(partition, "*.{index,timeindex,txnindex,snapshot}")) {
        Files.delete(derived);
      }
    }
    Files.deleteIfExists(directory.resolve(".kafka_cleanshutdown"));
    Files.deleteIfExists(directory.resolve("recovery-point-offset-checkpoint"));
    return taken;
  }

  private static List<Path> files(Path directory, String glob) throws IOException {
    try (var files = Files.newDirectoryStream(directory, glob)) {
      var all = new ArrayList<Path>();
      files.forEach(all::add);
      return all;
    }
  }

  private static int rewrite(Path segment, Predicate<FileChannelRecordBatch> unwanted)
      throws IOException {
    int taken = 0;
    var kept = segment.resolveSibling("kept");
    try (var records = FileRecords.open(segment.toFile(), false);
        var out = FileChannel.open(kept, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (var batch : records.batches()) {
        if (unwanted.test(batch)) {
          taken++;
        } else {
          var bytes = ByteBuffer.allocate(batch.sizeInBytes());
          batch.writeTo(bytes);
          out.write(bytes.flip());
        }
      }
    }
    Files.move(kept, segment, StandardCopyOption.REPLACE_EXISTING);
    return taken;
  }
}
