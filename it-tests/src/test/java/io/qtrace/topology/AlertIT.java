package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.topology.config.DecodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on a real broker and registry, written and read with the genuine Confluent client. */
class AlertIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String RULES =
      """
      rules:
        - alert: Storm
          over: vm
          window: 10s
          when: conversions_per_second > 5000
          for: 20s
          labels: {severity: warning}
          annotations: {summary: "{{ vm }}: {{ conversions_per_second }}/s"}
      """;

  @TempDir private Path directory;
  private Cluster cluster;
  private Path rules;

  @BeforeEach
  void start() throws Exception {
    rules = Files.writeString(directory.resolve("rules.yaml"), RULES);
    cluster = new Cluster(directory.resolve("cluster"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void carriesAnAlertOverARestartWithoutItsState() throws Exception {
    try (var stage = started("first")) {
      sendResult(0, 6000);
      sendResult(10, 6000);
      awaitAlerts("pending 0-10", "firing 0-20");
      assertThat(stage.failure()).isEmpty();
    }
    try (var stage = started("second")) {
      sendResult(20, 7000);
      sendResult(30, 10);
      awaitAlerts("pending 0-10", "firing 0-20", "resolved 0-40");
      assertThat(stage.failure()).isEmpty();
    }
  }

  @Test
  void resolvesTheAlertsOfARuleThatIsTakenOutOfTheFile() throws Exception {
    try (var stage = started("state")) {
      sendResult(0, 6000);
      awaitAlerts("pending 0-10");
      Files.writeString(rules, "rules: []");
      awaitAlerts("pending 0-10", "resolved 0-10");
      assertThat(stage.failure()).isEmpty();
    }
  }

  private DecodeApplication started(String state) throws InterruptedException {
    var settings =
        cluster.settings(
            Map.of(
                "alert.rules", rules.toString(),
                "state.dir", directory.resolve(state).toString()));
    var application =
        new DecodeApplication(DecodeConfig.from(settings), new SimpleMeterRegistry(), now -> {});
    application.start();
    return application;
  }

  private void sendResult(long startS, double perSecond) throws Exception {
    var result =
        ConversionRollup.newBuilder()
            .setScope("vm")
            .setVm("vm-1")
            .setHost("h")
            .setWindowStart(Instant.ofEpochSecond(startS))
            .setWindowEnd(Instant.ofEpochSecond(startS + 10))
            .setConversionsPerSecond(perSecond)
            .build();
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", cluster.bootstrap(), "schema.registry.url", cluster.registryUrl());
    try (var values = new KafkaAvroSerializer();
        var producer =
            new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      values.configure(config, false);
      var topic = "qtrace-conversion-rollups";
      var value = values.serialize(topic, result);
      producer.send(new ProducerRecord<>(topic, "vm-1".getBytes(UTF_8), value)).get();
    }
  }

  private void awaitAlerts(String... expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(alerts()).containsExactly(expected));
  }

  /** All that are committed, "state since-at" in seconds. */
  private List<String> alerts() {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            cluster.bootstrap(),
            "isolation.level",
            "read_committed",
            "key.deserializer",
            StringDeserializer.class,
            "value.deserializer",
            KafkaAvroDeserializer.class,
            "schema.registry.url",
            cluster.registryUrl(),
            "specific.avro.reader",
            true);
    var alerts = new ArrayList<String>();
    try (var consumer = new KafkaConsumer<String, Alert>(config)) {
      var partitions =
          consumer.partitionsFor("qtrace-alerts").stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          assertThat(record.key()).isEqualTo("Storm{host=\"h\",severity=\"warning\",vm=\"vm-1\"}");
          var alert = record.value();
          alerts.add(
              "%s %d-%d"
                  .formatted(
                      alert.getState(),
                      alert.getSince().getEpochSecond(),
                      alert.getAt().getEpochSecond()));
        }
      }
    }
    return alerts;
  }
}
