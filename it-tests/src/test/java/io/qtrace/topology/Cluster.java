package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.Definitions;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.Committed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry of a test, and what tests do with them. */
final class Cluster implements AutoCloseable {

  static final String EVENTS = "qtrace-event-";

  private final EmbeddedStack stack;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Committed committed;
  private final Map<String, List<byte[]>> read = new HashMap<>();

  Cluster(Path directory) throws Exception {
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0));
    admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrap(), "max.request.size", 4 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    committed = new Committed(admin, stack.bootstrap());
  }

  String bootstrap() {
    return stack.bootstrap();
  }

  Path stateDirectory() {
    return stack.stateDirectory();
  }

  String registryUrl() {
    return stack.registryUrl();
  }

  /** Settings of a decode stage on this cluster; {@code more} wins. */
  Map<String, String> settings(Map<String, String> more) {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap", bootstrap());
    settings.put("registry", registryUrl());
    settings.put("state.dir", stack.stateDirectory().toString());
    settings.put("topics.partitions.raw", "2");
    settings.put("topics.partitions.event", "2");
    // A commit costs as many markers as it has partitions, in the broker of this JVM.
    settings.put("kafka.commit.interval.ms", "300");
    settings.putAll(more);
    return settings;
  }

  void publish(Definitions definitions) throws ExecutionException, InterruptedException {
    var key = definitions.fingerprint().getBytes(UTF_8);
    send(List.of(new ProducerRecord<>("qtrace-definitions", key, definitions.text())));
  }

  /** As clients in other languages can: Java's refuses a time stamp of -1. */
  void publishWithoutTime(Definitions definitions)
      throws ExecutionException, InterruptedException, ReflectiveOperationException {
    var key = definitions.fingerprint().getBytes(UTF_8);
    var record = new ProducerRecord<>("qtrace-definitions", null, 0L, key, definitions.text());
    var time = ProducerRecord.class.getDeclaredField("timestamp");
    time.setAccessible(true);
    time.set(record, -1L);
    send(List.of(record));
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records)
      throws ExecutionException, InterruptedException {
    for (var answer : records.stream().map(producer::send).toList()) {
      answer.get();
    }
  }

  /** Sends the chunks from {@code from} to {@code to} as one file of the VM. */
  void send(String vm, Capture capture, int from, int to)
      throws ExecutionException, InterruptedException {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (var chunk : capture.chunks().subList(from, to)) {
      var record = new ProducerRecord<>("qtrace-raw", vm.getBytes(UTF_8), chunk.bytes());
      var source = "capture;generation=1;offset=" + chunk.offsetBytes();
      Map.of(
              RawHeaders.FORMAT,
              "simple",
              RawHeaders.DEFINITIONS,
              capture.definitions().fingerprint(),
              RawHeaders.SOURCE,
              source,
              RawHeaders.CLOCK_OFFSET_NS,
              "0")
          .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
      records.add(record);
    }
    send(records);
  }

  void sendLog(String vm, Definitions definitions, String lines)
      throws ExecutionException, InterruptedException {
    var record = new ProducerRecord<>("qtrace-raw", vm.getBytes(UTF_8), lines.getBytes(UTF_8));
    record.headers().add(RawHeaders.FORMAT, "log".getBytes(UTF_8));
    record.headers().add(RawHeaders.DEFINITIONS, definitions.fingerprint().getBytes(UTF_8));
    send(List.of(record));
  }

  /** Nothing happened to the VM until its host's clock was so far. */
  void sendHeartbeat(String vm, Duration clock) throws ExecutionException, InterruptedException {
    var record = new ProducerRecord<>("qtrace-raw", vm.getBytes(UTF_8), new byte[0]);
    var ns = Long.toString(clock.toNanos());
    record.headers().add(RawHeaders.HEARTBEAT_NS, ns.getBytes(UTF_8));
    send(List.of(record));
  }

  /** Committed records per event topic, by the topic's name without the prefix. */
  Map<String, Long> committedEvents() throws ExecutionException, InterruptedException {
    var topics = admin.listTopics().names().get();
    readNew(topics.stream().filter(topic -> topic.startsWith(EVENTS)).toList());
    var counts = new TreeMap<String, Long>();
    read.forEach(
        (topic, values) -> {
          if (topic.startsWith(EVENTS)) {
            counts.put(topic.substring(EVENTS.length()), (long) values.size());
          }
        });
    return counts;
  }

  /** How many records a read_committed consumer sees up to the end of now. */
  long committed(String topic) throws ExecutionException, InterruptedException {
    return values(topic).size();
  }

  /** What a read_committed consumer sees up to the end of now. */
  List<byte[]> values(String topic) throws ExecutionException, InterruptedException {
    readNew(List.of(topic));
    return read.getOrDefault(topic, List.of());
  }

  private void readNew(List<String> topics) throws ExecutionException, InterruptedException {
    committed.forEachNew(
        topics,
        record ->
            read.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(record.value()));
  }

  @Override
  public void close() {
    committed.close();
    producer.close();
    admin.close();
    stack.close();
  }
}
