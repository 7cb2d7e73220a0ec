package io.qtrace.kill;

import static java.util.stream.Collectors.toMap;

import io.qtrace.cli.tail.JsonLines;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.frame.Framed;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.testing.Committed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What readers of committed records find in the topics. Reads typed events once. */
final class Topics implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final String bootstrap;
  private final Admin admin;
  private final WriterSchemas schemas;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final JsonLines json;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<String, Events> byVm = new HashMap<>();

  Topics(String bootstrap, RegistryAddress registry) {
    this.bootstrap = bootstrap;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    this.schemas = new WriterSchemas(registry, new StopSignal());
    this.json = new JsonLines(schemas, line);
  }

  Admin admin() {
    return admin;
  }

  /** Of a VM, as far as they were read. */
  Events of(String vm) {
    return byVm.getOrDefault(vm, new Events());
  }

  /** Reads what has come since the last call. */
  void read() throws ExecutionException, InterruptedException, IOException {
    var partitions = partitions(topic -> topic.startsWith("qtrace-event-"));
    try (var consumer = consumer()) {
      consumer.assign(partitions);
      partitions.forEach(p -> consumer.seek(p, positions.getOrDefault(p, 0L)));
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(POLL)) {
          line.reset();
          json.write(record.value(), record.topic());
          Events.add(byVm, line.toString(StandardCharsets.UTF_8));
        }
      }
      partitions.forEach(p -> positions.put(p, consumer.position(p)));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrap,
            "isolation.level", "read_committed",
            "max.poll.records", "10000");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private List<TopicPartition> partitions(Predicate<String> topics)
      throws ExecutionException, InterruptedException {
    var names =
        admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
            .filter(topics)
            .toList();
    return admin.describeTopics(names).allTopicNames().get().values().stream()
        .flatMap(t -> t.partitions().stream().map(p -> new TopicPartition(t.name(), p.partition())))
        .toList();
  }

  /** Partitions whose committed records end before the log does. */
  List<TopicPartition> stuck() throws ExecutionException, InterruptedException {
    var all = partitions(topic -> true);
    var stable = offsets(all, IsolationLevel.READ_COMMITTED);
    var ends = offsets(all, IsolationLevel.READ_UNCOMMITTED);
    return all.stream().filter(p -> !stable.get(p).equals(ends.get(p))).toList();
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    var latest = partitions.stream().collect(toMap(Function.identity(), p -> OffsetSpec.latest()));
    return admin.listOffsets(latest, new ListOffsetsOptions(level)).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }

  /** Where all that is committed ends now, of the partitions that the group reads. */
  Map<TopicPartition, Long> ends(String group) throws ExecutionException, InterruptedException {
    return offsets(positions(group).keySet(), IsolationLevel.READ_COMMITTED);
  }

  /** Records before these ends that the group has not committed as read. */
  int behind(String group, Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    var positions = positions(group);
    int behind = 0;
    try (var consumer = consumer()) {
      consumer.assign(ends.keySet());
      ends.keySet().forEach(p -> consumer.seek(p, positions.get(p).offset()));
      while (ends.keySet().stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          var partition = new TopicPartition(record.topic(), record.partition());
          behind += record.offset() < ends.get(partition) ? 1 : 0;
        }
      }
    }
    return behind;
  }

  private Map<TopicPartition, OffsetAndMetadata> positions(String group)
      throws ExecutionException, InterruptedException {
    return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
  }

  /** By VM, in the order of their beginnings. */
  Map<String, List<RamBlockConversions>> windows()
      throws ExecutionException, InterruptedException, IOException {
    var values = new ArrayList<byte[]>();
    Committed.forEach(
        admin, bootstrap, "qtrace-ram-block-conversions", record -> values.add(record.value()));
    var windows = new HashMap<String, List<RamBlockConversions>>();
    for (var value : values) {
      var window = Framed.read(value, RamBlockConversions.class);
      windows.computeIfAbsent(window.getVm(), vm -> new ArrayList<>()).add(window);
    }
    return windows;
  }

  @Override
  public void close() {
    schemas.close();
    admin.close();
  }
}
