package io.qtrace.dashboard;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.topic.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes results into the topics of a stage, as it would: framed Avro, keyed by VM. */
final class Results implements AutoCloseable {

  private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
  private static final String AGGREGATIONS = TopicNames.DEFAULT_PREFIX + "aggregation-";
  private static final int PARTITIONS = 4;

  private final KafkaProducer<String, Object> producer;

  private Results(KafkaProducer<String, Object> producer) {
    this.producer = producer;
  }

  /** Makes the topics, too. */
  static Results into(String bootstrap, String registry)
      throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var topics =
          List.of(
              TOPICS.ramBlockConversions(),
              TOPICS.conversionRollups(),
              TOPICS.alerts(),
              TOPICS.ledger(),
              AGGREGATIONS + MmioRate.NAME);
      admin
          .createTopics(
              topics.stream().map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList())
          .all()
          .get();
    }
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "schema.registry.url", registry, "linger.ms", "20");
    var values = new KafkaAvroSerializer();
    values.configure(settings, false);
    return new Results(new KafkaProducer<>(settings, new StringSerializer(), values));
  }

  void blocks(List<RamBlockConversions> windows) throws ExecutionException, InterruptedException {
    write(TOPICS.ramBlockConversions(), RamBlockConversions::getVm, windows);
  }

  void rollups(List<ConversionRollup> windows) throws ExecutionException, InterruptedException {
    write(TOPICS.conversionRollups(), Results::key, windows);
  }

  void alerts(List<Alert> transitions) throws ExecutionException, InterruptedException {
    write(TOPICS.alerts(), alert -> alert.getRule() + alert.getLabels(), transitions);
  }

  void ledger(List<Ledger> sources) throws ExecutionException, InterruptedException {
    write(TOPICS.ledger(), source -> source.getVm() + source.getSource(), sources);
  }

  void aggregation(String name, List<GenericRecord> windows)
      throws ExecutionException, InterruptedException {
    write(AGGREGATIONS + name, window -> window.get("vm").toString(), windows);
  }

  private static String key(ConversionRollup window) {
    return window.getScope().equals("vm") ? window.getVm() : window.getScope();
  }

  /** Returns when all are in the topic. */
  private <T extends IndexedRecord> void write(
      String topic, Function<T, String> key, List<T> values)
      throws ExecutionException, InterruptedException {
    var answers =
        values.stream()
            .map(
                value ->
                    producer.send(new ProducerRecord<>(topic, key.apply(value), (Object) value)))
            .toList();
    for (var answer : answers) {
      answer.get();
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
