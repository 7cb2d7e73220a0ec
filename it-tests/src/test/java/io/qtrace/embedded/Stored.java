package io.qtrace.embedded;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** One topic and one subject in an embedded stack. */
record Stored(String bootstrap, String registryUrl) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

  void createTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(Set.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
      // KAFKA-15591: the first batches may get lost before the leader answers.
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest())).all().get() != null);
    }
  }

  void write(String value, long timestampMs) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(PARTITION.topic(), 0, timestampMs, "vm-7", value)).get();
    }
  }

  List<String> read(int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(Set.of(PARTITION));
      consumer.seekToBeginning(Set.of(PARTITION));
      List<String> values = new ArrayList<>();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<String, String> record :
                    consumer.poll(Duration.ofMillis(100))) {
                  values.add(record.value());
                }
                return values.size() >= count;
              });
      return values;
    }
  }

  /** Registers the schema if it is not there yet. Returns its id. */
  int register(String schema) throws Exception {
    try (SchemaRegistryClient registry = new CachedSchemaRegistryClient(registryUrl, 10)) {
      return registry.register("kept-value", new AvroSchema(schema));
    }
  }

  List<Integer> versions() throws Exception {
    try (SchemaRegistryClient registry = new CachedSchemaRegistryClient(registryUrl, 10)) {
      return registry.getAllVersions("kept-value");
    }
  }
}
