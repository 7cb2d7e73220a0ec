package io.qtrace.bench.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long an event takes from {@code send} to a consumer of its typed topic.
 *
 * <p>A program, not a test: {@code main} takes events per second (default 10000), seconds (default
 * 30) and the guarantee (default at_least_once). Raw records have 100 log lines; the line's number
 * is the event's offset, so each event tells when it was sent.
 */
public final class LatencyBenchmark {

  private static final int LINES = 100;
  private static final int PARTITIONS = 4;
  private static final String TOPIC = "qtrace-event-kvm_convert_memory";

  private LatencyBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int perSecond = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
    var guarantee = arguments.length > 2 ? arguments[2] : "at_least_once";
    try (var bench = new BenchStage();
        var decoding = bench.start(Map.of("guarantee", guarantee))) {
      int warmUp = 10 * perSecond / LINES;
      int records = warmUp + seconds * perSecond / LINES;
      var sentNs = new long[records];
      var seenNs = new long[records];
      var sender = new Thread(() -> send(bench, perSecond, sentNs));
      sender.start();
      receive(bench, guarantee, seenNs);
      sender.join();
      print(perSecond, guarantee, latencies(sentNs, seenNs, warmUp));
      System.out.println(decoding.ledger());
    }
  }

  private static void send(BenchStage bench, int perSecond, long[] sentNs) {
    try (var producer = bench.producer(0)) {
      long periodNs = 1_000_000_000L * LINES / perSecond;
      var sent = new ArrayList<Future<RecordMetadata>>();
      long begin = System.nanoTime();
      for (int i = 0; i < sentNs.length; i++) {
        sleepUntil(begin + i * periodNs);
        var vm = ("vm-" + i % PARTITIONS).getBytes(StandardCharsets.UTF_8);
        sentNs[i] = System.nanoTime();
        sent.add(producer.send(new ProducerRecord<>("qtrace-raw", vm, lines(i))));
      }
      BenchStage.check(sent);
    }
  }

  private static void sleepUntil(long nanoTime) {
    try {
      long left = nanoTime - System.nanoTime();
      if (left > 0) {
        Thread.sleep(Duration.ofNanos(left).toMillis(), (int) (left % 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] lines(int number) {
    var line = "kvm_convert_memory start 0x%x size 0x1000 shared_to_private\n".formatted(number);
    return line.repeat(LINES).getBytes(StandardCharsets.US_ASCII);
  }

  /** Notes when the last event of each raw record was seen. */
  private static void receive(BenchStage bench, String guarantee, long[] seenNs)
      throws InterruptedException {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            bench.bootstrap(),
            "isolation.level",
            guarantee.equals("at_least_once") ? "read_uncommitted" : "read_committed",
            "max.poll.records",
            "10000");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long left = (long) seenNs.length * LINES;
      while (left > 0) {
        for (var event : consumer.poll(Duration.ofMillis(100))) {
          seenNs[numberOf(event.value())] = System.nanoTime();
          left--;
        }
      }
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer)
      throws InterruptedException {
    while (true) {
      var infos = consumer.listTopics().get(TOPIC);
      if (infos != null) {
        var partitions = new ArrayList<TopicPartition>();
        infos.forEach(info -> partitions.add(new TopicPartition(TOPIC, info.partition())));
        return partitions;
      }
      Thread.sleep(20); // it is made for the first event
    }
  }

  /** The argument {@code start}: a zigzag varint behind the frame and meta. */
  private static int numberOf(byte[] framed) {
    var in = DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null);
    try {
      in.readLong(); // time
      in.skipString(); // host
      in.skipString(); // vm
      in.readLong(); // pid
      if (in.readIndex() == 1) {
        in.readLong(); // tid
      }
      return (int) in.readLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] latencies(long[] sentNs, long[] seenNs, int from) {
    var millis = new double[sentNs.length - from];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = (seenNs[from + i] - sentNs[from + i]) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private static void print(int perSecond, String guarantee, double[] sorted) {
    System.out.printf(
        "%,d events/s, %s: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, most %.1f ms%n",
        perSecond,
        guarantee,
        percentile(sorted, 0.5),
        percentile(sorted, 0.9),
        percentile(sorted, 0.99),
        percentile(sorted, 0.999),
        sorted[sorted.length - 1]);
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
