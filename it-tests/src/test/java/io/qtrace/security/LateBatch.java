package io.qtrace.security;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Records of a transaction that has ended before they come, as a producer of Kafka 3 may send them
 * to a broker that does not ask the coordinator: nobody will ever end it.
 */
record LateBatch(TopicPartition partition, String transactionalId, ProducerState producer) {

  private static final short VERSION = 11; // the last one that tells no coordinator

  void send(String bootstrap, int count) throws IOException {
    var values = new SimpleRecord[count];
    for (int i = 0; i < count; i++) {
      values[i] = new SimpleRecord(("late " + i).getBytes(StandardCharsets.UTF_8));
    }
    var records =
        MemoryRecords.withTransactionalRecords(
            Compression.NONE,
            producer.producerId(),
            (short) producer.producerEpoch(),
            producer.lastSequence() + 1,
            values);
    var topic =
        new TopicProduceData()
            .setName(partition.topic())
            .setPartitionData(
                List.of(
                    new PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(records)));
    var data =
        new ProduceRequestData()
            .setTransactionalId(transactionalId)
            .setAcks((short) -1)
            .setTimeoutMs(5_000)
            .setTopicData(new TopicProduceDataCollection(List.of(topic).iterator()));
    var request = new ProduceRequest(data, VERSION);
    var bytes = request.serializeWithHeader(new RequestHeader(ApiKeys.PRODUCE, VERSION, "late", 1));
    var address = bootstrap.split(":", -1);
    try (var socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      var out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(bytes.remaining());
      out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      out.flush();
      var in = new DataInputStream(socket.getInputStream());
      var answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
      answer.getInt(); // correlation id
      answer.get(); // no tagged fields
      var readable = new ByteBufferAccessor(answer);
      for (var error : ProduceResponse.parse(readable, VERSION).errorCounts().keySet()) {
        error.maybeThrow();
      }
    }
  }
}
