package io.qtrace.topology.flow;

import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TopicNameExtractor;

/**
 * A record on its way from the decoder to the sink. One per task, set and forwarded again and
 * again: the sink takes topic and bytes before forward returns.
 */
public final class Outgoing {

  public static final TopicNameExtractor<byte[], Outgoing> TOPIC =
      new TopicNameExtractor<>() {
        @Override
        public String extract(byte[] key, Outgoing value, RecordContext context) {
          return value.topic;
        }

        /** What the topology's description prints. */
        @Override
        public String toString() {
          return "topic of the event";
        }
      };

  public static final Serializer<Outgoing> BYTES =
      new Serializer<>() {
        @Override
        public byte[] serialize(String topic, Outgoing value) {
          return value.bytes;
        }
      };

  private String topic = "";
  private byte[] bytes = {};

  public Outgoing to(String topic, byte[] bytes) {
    this.topic = topic;
    this.bytes = bytes;
    return this;
  }
}
