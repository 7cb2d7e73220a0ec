package io.qtrace.bench.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.cli.UpProcess;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Memory and processor time of {@code qtrace up --watch} while VMs write simple traces, or do not.
 * Arguments: VMs, events per second of all together, seconds.
 */
final class FollowBenchmark {

  private static final String EVENT = "balloon_event";
  private static final String TOPIC = "qtrace-event-" + EVENT;
  private static final Pattern USED = Pattern.compile("(?:Young|Old)Gen.*used (\\d+)K");
  private static final int TICKS_PER_S = 100; // of /proc/PID/stat

  private final List<FileOutputStream> traces = new ArrayList<>();
  private final ByteBuffer record = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
  private final int perSecond;
  private long written;

  private FollowBenchmark(Path directory, int vms, int perSecond) throws IOException {
    this.perSecond = perSecond;
    for (int vm = 0; vm < vms; vm++) {
      var trace = new FileOutputStream(directory.resolve("vm-" + vm + ".trace").toFile());
      trace.write(head());
      traces.add(trace);
    }
  }

  public static void main(String[] arguments) throws Exception {
    int vms = Integer.parseInt(arguments[0]);
    int perSecond = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    var data = Files.createTempDirectory("follow-data");
    var traces = Files.createTempDirectory("follow-traces");
    try (var up = UpProcess.startAsDeployed(data, "--watch=" + traces)) {
      var benchmark = new FollowBenchmark(traces, vms, perSecond);
      benchmark.write(60); // warms up
      print("after a minute", up);
      long cpu = cpuTicks(up.pid());
      long start = System.nanoTime();
      benchmark.write(seconds);
      double passed = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d VMs, %,d events/s, %.0f s: %.1f %% of one processor%n",
          vms,
          perSecond,
          passed,
          100.0 * (cpuTicks(up.pid()) - cpu) / TICKS_PER_S / passed);
      if (perSecond > 0) {
        start = System.nanoTime();
        benchmark.awaitTyped(up);
        System.out.printf(
            Locale.ROOT,
            "%,d events written, all typed %.1f s later%n",
            benchmark.written,
            (System.nanoTime() - start) / 1e9);
      }
      print("at the end", up);
    }
  }

  /** Header and mapping record, as QEMU writes them. */
  private static byte[] head() {
    var name = EVENT.getBytes(US_ASCII);
    var head = ByteBuffer.allocate(44 + name.length).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    head.putLong(0).putLong(0).putInt(name.length).put(name);
    return head.array();
  }

  /** Twenty times a second, each VM in turn. */
  private void write(int seconds) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int slice = 1; slice <= seconds * 20; slice++) {
      long due = perSecond / 20 / traces.size();
      for (var trace : traces) {
        for (long i = 0; i < due; i++) {
          trace.write(next());
        }
      }
      long waitNs = start + slice * 50_000_000L - System.nanoTime();
      Thread.sleep(Math.max(0, waitNs / 1_000_000));
    }
  }

  private byte[] next() {
    record.clear();
    record.putLong(1).putLong(0).putLong(System.nanoTime()).putInt(40).putInt(4711);
    record.putLong(0xffff_8000_0000_0000L).putLong(written++);
    return record.array();
  }

  private void awaitTyped(UpProcess up) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", up.bootstrap(), "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(p -> new TopicPartition(TOPIC, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long read = 0;
      while (read < written) {
        var records = consumer.poll(Duration.ofSeconds(10));
        read += records.count();
        if (records.isEmpty()) {
          throw new AssertionError("%,d of %,d events are typed".formatted(read, written));
        }
      }
    }
  }

  private static void print(String when, UpProcess up) throws IOException, InterruptedException {
    jcmd(up.pid(), "GC.run");
    long heapKb = 0;
    var used = USED.matcher(jcmd(up.pid(), "GC.heap_info"));
    while (used.find()) {
      heapKb += Long.parseLong(used.group(1));
    }
    var status = Files.readString(Path.of("/proc", Long.toString(up.pid()), "status"));
    var rss = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(status);
    System.out.printf(
        Locale.ROOT,
        "%s: heap after GC %d MB, resident %d MB%n",
        when,
        heapKb / 1024,
        rss.find() ? Long.parseLong(rss.group(1)) / 1024 : -1);
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd %s fails: %s".formatted(command, output));
    }
    return output;
  }

  /** Of user and kernel. */
  private static long cpuTicks(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
