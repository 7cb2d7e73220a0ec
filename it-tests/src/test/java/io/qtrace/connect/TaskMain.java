package io.qtrace.connect;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/**
 * Runs the task of a connector as an exactly-once worker does, with the least there can be around
 * it, so that it starts fast and may be killed often: records and offsets go in one transaction,
 * and the next one fences the one before.
 */
final class TaskMain {

  static final String RUNNING = "running";

  private static final String OFFSETS = "offsets";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Map<String, ?>, Map<String, Object>> offsets = new ConcurrentHashMap<>();
  private final SimpleHeaderConverter headers = new SimpleHeaderConverter();
  private final KafkaProducer<byte[], byte[]> producer;

  private TaskMain(String bootstrap) throws IOException {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "transactional.id",
                "task",
                "transaction.timeout.ms",
                10_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    readOffsets(bootstrap);
  }

  /** Arguments: where Kafka is, then the connector's settings, {@code name=value}. */
  public static void main(String[] arguments) throws Exception {
    var settings = new HashMap<String, String>();
    for (var argument : List.of(arguments).subList(1, arguments.length)) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    new TaskMain(arguments[0]).run(settings);
  }

  private void readOffsets(String bootstrap) throws IOException {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var only = List.of(new TopicPartition(OFFSETS, 0));
      consumer.assign(only);
      consumer.seekToBeginning(only);
      long end = consumer.endOffsets(only).get(only.get(0));
      while (consumer.position(only.get(0)) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          offsets.put(
              JSON.readValue(record.key(), new TypeReference<Map<String, String>>() {}),
              JSON.readValue(record.value(), new TypeReference<Map<String, Object>>() {}));
        }
      }
    }
  }

  private void run(Map<String, String> settings) throws Exception {
    var connector = new SimpleTraceSourceConnector();
    connector.start(settings);
    var config = connector.taskConfigs(1).get(0);
    var task = (SourceTask) connector.taskClass().getDeclaredConstructor().newInstance();
    task.initialize(new Context(config));
    task.start(config);
    System.out.println(RUNNING);
    while (true) {
      var records = task.poll();
      if (records != null) {
        send(records);
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send met
  private void send(List<SourceRecord> records) throws IOException {
    producer.beginTransaction();
    for (var record : records) {
      var sent =
          new ProducerRecord<>(
              record.topic(), null, null, (byte[]) record.key(), (byte[]) record.value());
      for (var header : record.headers()) {
        sent.headers()
            .add(
                header.key(),
                headers.fromConnectHeader(
                    record.topic(), header.key(), header.schema(), header.value()));
      }
      producer.send(sent);
      producer.send(
          new ProducerRecord<>(
              OFFSETS,
              JSON.writeValueAsBytes(record.sourcePartition()),
              JSON.writeValueAsBytes(record.sourceOffset())));
    }
    producer.commitTransaction();
  }

  private final class Context implements SourceTaskContext {
    private final Map<String, String> config;

    Context(Map<String, String> config) {
      this.config = config;
    }

    @Override
    public Map<String, String> configs() {
      return config;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new Kept();
    }

    @Override
    public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException("the task has none");
    }
  }

  private final class Kept implements OffsetStorageReader {

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      return offsets.get(partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      var found = new HashMap<Map<String, T>, Map<String, Object>>();
      partitions.forEach(partition -> found.put(partition, offset(partition)));
      return found;
    }
  }
}
