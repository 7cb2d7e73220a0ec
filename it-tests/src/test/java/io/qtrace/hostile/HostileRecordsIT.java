package io.qtrace.hostile;

import io.qtrace.cli.UpProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once, with the memory that {@code qtrace up} has: -Xmx1g. */
@Tag("long")
class HostileRecordsIT {

  private static final Duration START = Duration.ofMinutes(2);

  /** Promised are 5 s; other tests run beside this one. */
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("qtrace.hostile.patience.seconds", 10));

  @TempDir Path data;

  @Test
  void noRecordStopsAPartitionNorAnyAfterARestart() throws Exception {
    try (var up = UpProcess.startAsDeployed(data);
        var producer = new RawProducer(up.bootstrap(), "none");
        var compressing = new RawProducer(up.bootstrap(), "zstd");
        var canaries = new Canaries(up.bootstrap(), producer)) {
      canaries.first(START);
      for (var hostile : HostileRecords.all().entrySet()) {
        hostile.getValue().forEach(producer::send);
        producer.flush();
        canaries.arriveAfter(hostile.getKey(), PATIENCE);
      }
      HostileRecords.compressed().forEach(compressing::send);
      compressing.flush();
      canaries.arriveAfter("more than their topic takes, compressed", PATIENCE);
      up.kill();
    }
    try (var up = UpProcess.startAsDeployed(data);
        var producer = new RawProducer(up.bootstrap(), "none");
        var canaries = new Canaries(up.bootstrap(), producer)) {
      canaries.first(START);
      canaries.arriveAfter("a restart", PATIENCE);
    }
  }
}
