package io.qtrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.repair.LastRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stage that was killed has left is taken away, and nothing that is somebody else's. */
class LastRunIT {

  private static final String TOPIC = "written";

  @TempDir Path data;

  @Test
  void endsTheTransactionsOfTheStageAndNobodyElses() throws Exception {
    try (var stack = EmbeddedStack.start(EmbeddedOptions.in(data).withPorts(0, 0));
        var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      var stage = open(stack.bootstrap(), "qtrace-" + UUID.randomUUID() + "-2");
      var sender = open(stack.bootstrap(), "qtrace-send-20019fda125f0164215815e2ef33d5b7");
      var another = open(stack.bootstrap(), "qtrace-2-" + UUID.randomUUID() + "-2");

      LastRun.end("qtrace", stack.bootstrap());

      assertThatThrownBy(stage::commitTransaction).isInstanceOf(KafkaException.class);
      sender.commitTransaction();
      another.commitTransaction();
      assertThat(admin.listTransactions().all().get()).hasSize(3);
      List.of(stage, sender, another).forEach(KafkaProducer::close);
    }
  }

  private static KafkaProducer<byte[], byte[]> open(String bootstrap, String transactionalId)
      throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "transactional.id", transactionalId);
    var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(TOPIC, new byte[1])).get();
    return producer;
  }
}
