package io.qtrace.bench.stage;

import io.qtrace.topology.DecodeApplication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * How long the stage takes to run again with many windows open: with its state directory, and with
 * an empty one, where the state comes from Kafka.
 *
 * <p>A program, not a test: {@code main} takes the number of VMs (default 20000) and of windows
 * each has open (default 100).
 */
public final class RestartBenchmark {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private RestartBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int vms = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    int windows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    var settings = new HashMap<String, String>();
    settings.put("conversions.windows", "1s");
    settings.put("conversions.grace", "1d"); // none is closed
    settings.put("conversions.idle.timeout", "1d");
    try (var bench = new BenchStage()) {
      try (var decoding = bench.start(settings)) {
        send(bench, vms, windows);
        await(decoding, (long) vms * windows);
      }
      System.out.printf("%,d VMs with %,d open windows each%n", vms, windows);
      time(bench, "with its state", settings);
      var empty = Files.createTempDirectory("qtrace-empty");
      settings.put("state.dir", empty.toString());
      time(bench, "with an empty state directory", settings);
      BenchStage.delete(empty);
    }
  }

  private static void time(BenchStage bench, String name, Map<String, String> settings)
      throws Exception {
    long begin = System.nanoTime();
    try (var decoding = bench.start(settings)) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf("%s: running after %.1f s; %s%n", name, seconds, decoding.ledger());
    }
  }

  private static void send(BenchStage bench, int vms, int windows) {
    try (var producer = bench.producer(10)) {
      var sent = new ArrayList<Future<RecordMetadata>>();
      var lines = lines(windows).getBytes(StandardCharsets.US_ASCII);
      for (int vm = 0; vm < vms; vm++) {
        var key = ("vm-" + vm).getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>("qtrace-raw", key, lines)));
      }
      BenchStage.check(sent);
    }
  }

  /** A conversion a second. */
  private static String lines(int count) {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines
          .append(BEGIN.plusSeconds(i))
          .append(" ram_block_attributes_state_change offset 0x")
          .append(Integer.toHexString(i << 12))
          .append(" size 0x1000 from 'discarded' to 'populated'\n");
    }
    return lines.toString();
  }

  private static void await(DecodeApplication decoding, long events) throws InterruptedException {
    while (decoding.ledger().typed() < events) {
      Thread.sleep(100);
    }
  }
}
