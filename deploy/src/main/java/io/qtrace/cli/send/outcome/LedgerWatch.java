package io.qtrace.cli.send.outcome;

import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.send.delivery.SendProgress;
import io.qtrace.cli.send.delivery.TraceSource;
import io.qtrace.contract.Ledger;
import io.qtrace.frame.Framed;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Waits until the topology has accounted for a source. */
final class LedgerWatch {

  private final KafkaCluster cluster;
  private final String ledgerTopic;

  LedgerWatch(KafkaCluster cluster, String ledgerTopic) {
    this.cluster = cluster;
    this.ledgerTopic = ledgerTopic;
  }

  /**
   * Reads the ledger until all bytes that were sent are in it.
   *
   * @param patience how long it may stand still; an empty answer after that
   */
  Optional<Ledger> await(TraceSource source, SendProgress sent, Duration patience) {
    var properties = cluster.clientProperties();
    properties.put("isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = cluster.partitions(ledgerTopic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long lastMoveNs = System.nanoTime();
      while (System.nanoTime() - lastMoveNs < patience.toNanos()) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
          var ledger =
              Framed.find(entry.value(), Ledger.class).filter(found -> isOf(source, sent, found));
          if (ledger.isPresent()) {
            lastMoveNs = System.nanoTime();
            if (ledger.get().getBytes() >= sent.sentBytes()) {
              return ledger;
            }
          }
        }
      }
      return Optional.empty();
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
  }

  private static boolean isOf(TraceSource source, SendProgress sent, Ledger ledger) {
    return ledger.getVm().equals(source.vm())
        && ledger.getSource().equals(source.life(sent.generation()));
  }
}
