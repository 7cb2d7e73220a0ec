package io.qtrace.kill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Makes a data directory look as if it had been used for months. */
final class Age {

  private static final String TOPIC = "aged";
  private static final int PARTITIONS = 200;

  /** Of other names each: compaction does not take them. */
  private static final int GROUPS = 550;

  private Age() {}

  /** 110,000 records in {@code __consumer_offsets}, and 200 partitions more. */
  static void add(Admin admin) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      offsets.put(new TopicPartition(TOPIC, partition), new OffsetAndMetadata(partition));
    }
    var answers = new ArrayList<KafkaFuture<Void>>();
    for (int group = 0; group < GROUPS; group++) {
      answers.add(admin.alterConsumerGroupOffsets("aged-" + group, offsets).all());
    }
    KafkaFuture.allOf(answers.toArray(new KafkaFuture<?>[0])).get();
  }
}
