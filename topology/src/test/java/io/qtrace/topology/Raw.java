package io.qtrace.topology;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A raw record to send. */
@SuppressWarnings("ArrayRecordComponent")
public record Raw(String vm, byte[] value, Map<String, String> headers) {

  public static Raw simple(String vm, SimpleTrace bytes) {
    return new Raw(vm, bytes.toBytes(), Map.of(RawHeaders.FORMAT, "simple"));
  }

  public static Raw log(String vm, String lines) {
    return new Raw(vm, lines.getBytes(StandardCharsets.UTF_8), Map.of(RawHeaders.FORMAT, "log"));
  }

  public Raw with(String header, String text) {
    var more = new TreeMap<>(headers);
    more.put(header, text);
    return new Raw(vm, value, more);
  }

  Raw without(String header) {
    var fewer = new TreeMap<>(headers);
    fewer.remove(header);
    return new Raw(vm, value, fewer);
  }

  public Raw of(Definitions definitions) {
    return with(RawHeaders.DEFINITIONS, definitions.fingerprint());
  }

  public Raw from(String source) {
    return with(RawHeaders.SOURCE, source);
  }

  /** As the raw topic has it. */
  public ConsumerRecord<byte[], byte[]> kafkaRecord(long offset) {
    var key = vm.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        new TopicNames(TopicNames.DEFAULT_PREFIX).raw(),
        0,
        offset,
        DecodeDriver.NOON.toEpochMilli(),
        TimestampType.CREATE_TIME,
        key.length,
        value.length,
        key,
        value,
        kafkaHeaders(),
        Optional.empty());
  }

  RecordHeaders kafkaHeaders() {
    var kafka = new RecordHeaders();
    headers.forEach((name, text) -> kafka.add(name, text.getBytes(StandardCharsets.UTF_8)));
    return kafka;
  }
}
