package io.qtrace.bench.stage;

import io.qtrace.topology.DecodeApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How late the events of quiet VMs are while another VM of one of the partitions is a burden.
 *
 * <p>A program, not a test: {@code main} takes what the other VM does, {@code flood} (default),
 * {@code future} or {@code 1970}, how much of it (default 300 MB of log lines, or 100,000 windows
 * with a conversion each), seconds (default 20), and within how many of them it is sent (default 0:
 * as fast as possible). One line a VM every 20 ms is sent for so long without the burden, for so
 * long with it, and once more behind it. A twentieth of the burden comes first, of another VM.
 */
public final class FairnessBenchmark {

  private static final int PARTITIONS = 4;
  private static final int PERIOD_MS = 20;
  private static final int CHUNK_BYTES = 64 << 10;
  private static final String TOPIC = "qtrace-event-kvm_convert_memory";

  /** A quiet VM's lines: when each was sent and seen. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Times(long[] sentNs, long[] seenNs) {

    static Times of(int count) {
      return new Times(new long[count], new long[count]);
    }

    void print(String what) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        var millis = new ArrayList<Double>();
        for (int i = partition; i < sentNs.length; i += PARTITIONS) {
          millis.add((seenNs[i] - sentNs[i]) / 1e6);
        }
        var sorted = millis.stream().mapToDouble(ms -> ms).sorted().toArray();
        System.out.printf(
            "%s, partition %d: p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, most %.0f ms%n",
            what,
            partition,
            at(sorted, 0.5),
            at(sorted, 0.9),
            at(sorted, 0.99),
            sorted[sorted.length - 1]);
      }
    }

    private static double at(double[] sorted, double share) {
      return sorted[(int) (share * (sorted.length - 1))];
    }
  }

  private FairnessBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var kind = arguments.length > 0 ? arguments[0] : "flood";
    int amount =
        arguments.length > 1
            ? Integer.parseInt(arguments[1])
            : kind.equals("flood") ? 300 : 100_000;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    int lines = PARTITIONS * seconds * 1000 / PERIOD_MS;
    try (var bench = new BenchStage();
        var decoding = bench.start(Map.of())) {
      run(bench, Times.of(lines / 2));
      long warmed = warmUp(bench, decoding, kind, amount);
      var without = Times.of(lines);
      run(bench, without);
      without.print("without");
      int within = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
      var burden = new Burden(bench, "burden", kind, amount, within);
      var thread = new Thread(burden::send);
      thread.start();
      var with = Times.of(lines);
      run(bench, with);
      with.print("with " + kind);
      thread.join();
      burden.await(decoding);
      System.out.printf(
          "%,d events of the burden%n", decoding.ledger().typed() - warmed - 2L * lines);
      var after = Times.of(lines);
      run(bench, after);
      after.print("behind " + kind);
      System.out.println(decoding.ledger());
    }
  }

  /** A little of the burden, of another VM. Returns how many events were typed until now. */
  private static long warmUp(BenchStage bench, DecodeApplication decoding, String kind, int amount)
      throws InterruptedException {
    var little = new Burden(bench, "little", kind, Math.max(1, amount / 20), 0);
    little.send();
    little.await(decoding);
    return decoding.ledger().typed();
  }

  private static void run(BenchStage bench, Times times) throws InterruptedException {
    var ready = new AtomicBoolean();
    var sender = new Thread(() -> send(bench, times, ready));
    try (var consumer = consumer(bench)) {
      sender.start();
      var partitions = partitions(bench, consumer);
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      ready.set(true);
      long beganNs = System.nanoTime();
      for (int left = times.seenNs.length; left > 0; ) {
        for (var event : consumer.poll(Duration.ofMillis(100))) {
          int number = numberOf(event.value());
          if (number < times.seenNs.length && event.timestamp() > 0) {
            times.seenNs[number] = System.nanoTime();
            left--;
          }
        }
        if (System.nanoTime() - beganNs > 600_000_000_000L) {
          throw new IllegalStateException(left + " lines were not seen within 10 minutes");
        }
      }
    }
    sender.join();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(BenchStage bench) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bench.bootstrap(), "isolation.level", "read_committed");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static void send(BenchStage bench, Times times, AtomicBoolean ready) {
    try (var producer = bench.producer(0)) {
      while (!ready.get()) {
        Thread.sleep(1);
      }
      var sent = new ArrayList<Future<RecordMetadata>>();
      long beganNs = System.nanoTime();
      for (int i = 0; i < times.sentNs.length; i++) {
        long atNs = beganNs + i * (PERIOD_MS * 1_000_000L / PARTITIONS);
        while (System.nanoTime() < atNs) {
          Thread.sleep(1);
        }
        times.sentNs[i] = System.nanoTime();
        sent.add(producer.send(line(i % PARTITIONS, i)));
      }
      BenchStage.check(sent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProducerRecord<byte[], byte[]> line(int partition, int number) {
    var line = "kvm_convert_memory start 0x%x size 0x1000 shared_to_private\n".formatted(number);
    return new ProducerRecord<>("qtrace-raw", partition, bytes("quiet-" + partition), bytes(line));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The topic is made for the first event. */
  private static List<TopicPartition> partitions(
      BenchStage bench, KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    if (!consumer.listTopics().containsKey(TOPIC)) {
      try (var producer = bench.producer(0)) {
        BenchStage.check(List.of(producer.send(line(0, Integer.MAX_VALUE))));
      }
    }
    while (!consumer.listTopics().containsKey(TOPIC)) {
      Thread.sleep(20);
    }
    return consumer.partitionsFor(TOPIC).stream()
        .map(info -> new TopicPartition(TOPIC, info.partition()))
        .toList();
  }

  /** The argument {@code start}, behind the frame, time, host, VM, pid and tid. */
  private static int numberOf(byte[] framed) {
    try {
      var in = DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null);
      in.readLong();
      in.skipString();
      in.skipString();
      in.readLong();
      if (in.readIndex() == 1) {
        in.readLong();
      }
      return (int) in.readLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The other VM, in partition 0. */
  private record Burden(BenchStage bench, String vm, String kind, int amount, int seconds) {

    void send() {
      var chunks = chunks();
      long beganNs = System.nanoTime();
      try (var producer = bench.producer(10)) {
        var sent = new ArrayList<Future<RecordMetadata>>();
        for (var chunk : chunks) {
          long atNs = beganNs + seconds * 1_000_000_000L * sent.size() / chunks.size();
          while (System.nanoTime() < atNs) {
            Thread.sleep(1);
          }
          sent.add(producer.send(chunk(chunk)));
        }
        BenchStage.check(sent);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      System.out.printf("the burden was sent in %.1f s%n", (System.nanoTime() - beganNs) / 1e9);
    }

    private List<byte[]> chunks() {
      return switch (kind) {
        case "flood" -> {
          var line = Instant.now() + " kvm_run_exit cpu_index 0, reason 2\n";
          var chunk = bytes(line.repeat(CHUNK_BYTES / line.length()));
          yield Collections.nCopies(amount * (1 << 20) / CHUNK_BYTES, chunk);
        }
        case "future" -> conversions(Instant.now().plus(Duration.ofDays(100)));
        case "1970" -> conversions(Instant.ofEpochSecond(100));
        default -> throw new IllegalArgumentException(kind + " is not flood, future or 1970");
      };
    }

    private ProducerRecord<byte[], byte[]> chunk(byte[] lines) {
      var chunk = new ProducerRecord<>("qtrace-raw", 0, bytes(vm), lines);
      chunk.headers().add("qtrace-host", bytes("host-1"));
      return chunk;
    }

    /** One in each window of ten seconds. */
    private List<byte[]> conversions(Instant from) {
      var chunks = new ArrayList<byte[]>();
      var lines = new StringBuilder();
      lines
          .append(from)
          .append(" kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000")
          .append(" ua=0x7f0000000000 guest_memfd=40 guest_memfd_offset=0x0 ret=0\n");
      for (int i = 0; i < amount; i++) {
        var time = from.plusSeconds(10L * i).plusNanos(1000);
        var range = "0x%x size 0x1000".formatted(0x200000 + i / 2 % 1000 * 4096);
        boolean toShared = i % 2 == 0;
        lines
            .append(time)
            .append(" kvm_convert_memory start ")
            .append(range)
            .append(toShared ? " private_to_shared\n" : " shared_to_private\n")
            .append(time.plusNanos(1000))
            .append(" ram_block_attributes_state_change offset ")
            .append(range)
            .append(" from '")
            .append(toShared ? "discarded' to 'populated'\n" : "populated' to 'discarded'\n");
        if (lines.length() > CHUNK_BYTES - 512) {
          chunks.add(bytes(lines.toString()));
          lines.setLength(0);
        }
      }
      chunks.add(bytes(lines.toString()));
      return chunks;
    }

    /** Says when all was decoded. */
    void await(DecodeApplication decoding) throws InterruptedException {
      long beganNs = System.nanoTime();
      long before;
      long now = -1;
      do {
        before = now;
        Thread.sleep(2000);
        now = decoding.ledger().typed();
      } while (now != before);
      System.out.printf(
          "the last events of %s were typed after another %.0f s%n",
          vm, (System.nanoTime() - beganNs) / 1e9 - 2);
    }
  }
}
