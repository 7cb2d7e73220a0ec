package io.qtrace.bench.fanout;

import java.util.Arrays;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Cuts raw records into records of one size without looking at them, into one topic. */
final class BareFanOut extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final double rawBytesPerEvent;
  private final int typedBytesPerEvent;

  private BareFanOut(RawInput input) {
    long rawBytes = input.body().stream().mapToLong(chunk -> chunk.length).sum();
    rawBytesPerEvent = (double) rawBytes / input.events();
    typedBytesPerEvent = Math.toIntExact(input.typedBytes() / input.events());
  }

  static Topology topology(RawInput input, String from, String to) {
    var topology = new Topology();
    topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
    topology.addProcessor("cut", () -> new BareFanOut(input), "in");
    topology.addSink("out", to, new ByteArraySerializer(), new ByteArraySerializer(), "cut");
    return topology;
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    var bytes = raw.value();
    int count = (int) (bytes.length / rawBytesPerEvent);
    int room = bytes.length - typedBytesPerEvent;
    for (int i = 0; i < count; i++) {
      int from = Math.min(room, (int) (i * rawBytesPerEvent));
      var value = Arrays.copyOfRange(bytes, from, from + typedBytesPerEvent);
      context().forward(new Record<>(raw.key(), value, raw.timestamp()));
    }
  }
}
