package io.qtrace.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.raw.RawHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** One line to each partition of the raw topic, and how long its event takes to be readable. */
final class Canaries implements AutoCloseable {

  static final int PARTITIONS = 4;

  private static final String TOPIC = "qtrace-event-runstate_set";
  private static final String LINE =
      "runstate_set current_run_state 9 (running) new_state 1 (debug)\n";

  private final RawProducer producer;
  private final KafkaConsumer<String, byte[]> consumer;

  /** Those of an earlier start are still to be read. */
  private final long start = System.currentTimeMillis();

  private int flock;

  Canaries(String bootstrap, RawProducer producer) {
    this.producer = producer;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Makes topic and schema of the event. */
  void first(Duration patience) {
    send(flock++);
    long end = System.nanoTime() + patience.toNanos();
    while (!consumer.listTopics().containsKey(TOPIC)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no typed event within " + patience);
      }
    }
    consumer.assign(
        consumer.partitionsFor(TOPIC).stream()
            .map(partition -> new TopicPartition(TOPIC, partition.partition()))
            .toList());
    arriveAfter("a start", patience);
  }

  /** Sends and reads; fails after {@code patience}. */
  void arriveAfter(String what, Duration patience) {
    long begin = System.nanoTime();
    var missing = new TreeSet<>(send(flock++));
    while (!missing.isEmpty()) {
      consumer.poll(Duration.ofMillis(50)).forEach(event -> missing.remove(event.key()));
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new AssertionError("after %s not within %s: %s".formatted(what, patience, missing));
      }
    }
    var took = Duration.ofNanos(System.nanoTime() - begin);
    System.out.printf("canaries after %s: %d ms%n", what, took.toMillis());
  }

  private List<String> send(int number) {
    var vms = new ArrayList<String>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      var vm = "canary-%d-%d-%d".formatted(start, number, partition);
      vms.add(vm);
      var record =
          new ProducerRecord<>("qtrace-raw", partition, vm.getBytes(UTF_8), LINE.getBytes(UTF_8));
      record.headers().add(RawHeaders.FORMAT, "log".getBytes(UTF_8));
      producer.send(record);
    }
    producer.flush();
    return vms;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
