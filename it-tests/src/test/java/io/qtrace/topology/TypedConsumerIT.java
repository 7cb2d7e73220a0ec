package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.definition.Definitions;
import io.qtrace.schema.Unsigned64;
import io.qtrace.topology.config.DecodeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qemu.trace.RamBlockAttributesStateChange;

/** The consumer of the README. */
class TypedConsumerIT {

  @Test
  void readsClassesOfTheSystemGroup(@TempDir Path directory) throws Exception {
    try (var cluster = new Cluster(directory);
        var decoding =
            new DecodeApplication(
                DecodeConfig.from(cluster.settings(Map.of())),
                new SimpleMeterRegistry(),
                state -> {})) {
      decoding.start();
      cluster.publish(Definitions.system());
      cluster.sendLog(
          "vm-7",
          Definitions.system(),
          "2026-11-22T17:04:10.965564Z ram_block_attributes_state_change"
              + " offset 0xfffffffffffff000 size 0x1000 from 'discarded' to 'populated'\n");

      var changes = read(cluster);

      assertThat(changes).hasSize(1);
      var change = changes.get(0);
      assertThat(change.getMeta().getVm()).isEqualTo("vm-7");
      assertThat(change.getMeta().getTimestamp()).isEqualTo("2026-11-22T17:04:10.965564Z");
      assertThat(Unsigned64.toText(change.getOffset())).isEqualTo("18446744073709547520");
      assertThat(change.getSize()).isEqualTo(4096);
      assertThat(change.getTo()).isEqualTo("populated");
    }
  }

  private static List<RamBlockAttributesStateChange> read(Cluster cluster) {
    var topic = "qtrace-event-ram_block_attributes_state_change";
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            cluster.bootstrap(),
            "group.id",
            "conversions",
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest",
            "metadata.max.age.ms",
            1000,
            "key.deserializer",
            StringDeserializer.class,
            "value.deserializer",
            KafkaAvroDeserializer.class,
            "schema.registry.url",
            cluster.registryUrl(),
            "specific.avro.reader",
            true);
    try (var consumer = new KafkaConsumer<String, RamBlockAttributesStateChange>(config)) {
      consumer.subscribe(List.of(topic));
      var changes = new ArrayList<RamBlockAttributesStateChange>();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> changes.add(r.value()));
                return !changes.isEmpty();
              });
      return changes;
    }
  }
}
