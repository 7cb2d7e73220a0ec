package io.qtrace.topology;

import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.TopicNameExtractor;

/**
 * A record on its way from the decoder to the sink. One per task, set and forwarded again and
 * again: the sink takes topic and bytes before forward returns.
 */
final class Outgoing {

  static final TopicNameExtractor<byte[], Outgoing> TOPIC = (key, value, context) -> value.topic;

  static final Serializer<Outgoing> BYTES =
      new Serializer<>() {
        @Override
        public byte[] serialize(String topic, Outgoing value) {
          return value.bytes;
        }
      };

  private String topic = "";
  private byte[] bytes = {};

  Outgoing to(String topic, byte[] bytes) {
    this.topic = topic;
    this.bytes = bytes;
    return this;
  }
}
