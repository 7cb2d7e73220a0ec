package io.qtrace.fleet.read;

import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.result.AggregatedResult;
import io.qtrace.frame.Frame;
import io.qtrace.registry.Contract;
import io.qtrace.registry.WriterSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka records of results, as Avro records. */
final class Results {

  private final FleetTopics topics;
  private final WriterSchemas schemas;

  Results(FleetTopics topics, WriterSchemas schemas) {
    this.topics = topics;
    this.schemas = schemas;
  }

  /**
   * Adds what a Kafka record says to the fleet.
   *
   * @throws IOException if it was not written by qtrace
   */
  void add(ConsumerRecord<byte[], byte[]> record, Fleet fleet) throws IOException {
    var value = record.value();
    var topic = record.topic();
    var key = topic + " " + text(record.key());
    if (value == null) {
      fleet.remove(key);
    } else if (topic.equals(topics.ramBlockConversions())) {
      fleet.add(Contract.read(value, RamBlockConversions.class, schemas));
    } else if (topic.equals(topics.conversionRollups())) {
      fleet.add(Contract.read(value, ConversionRollup.class, schemas));
    } else if (topic.equals(topics.alerts())) {
      fleet.add(key, Contract.read(value, Alert.class, schemas));
    } else if (topic.equals(topics.ledger())) {
      fleet.add(key, Contract.read(value, Ledger.class, schemas));
    } else {
      var result = AggregatedResult.of(generic(value), value.length);
      fleet.add(topics.aggregation(topic), result);
    }
  }

  /** A result of an aggregation. */
  IndexedRecord generic(byte[] value) throws IOException {
    var schema = schemas.byId(Frame.schemaId(value));
    int from = Frame.BYTES;
    var in = DecoderFactory.get().binaryDecoder(value, from, value.length - from, null);
    return new GenericDatumReader<IndexedRecord>(schema).read(null, in);
  }

  /** A result of a RAM block. */
  RamBlockConversions window(byte[] value) throws IOException {
    return Contract.read(value, RamBlockConversions.class, schemas);
  }

  /** The same text for the same bytes, whatever they are. */
  private static String text(byte[] key) {
    return key == null ? "" : new String(key, StandardCharsets.ISO_8859_1);
  }
}
