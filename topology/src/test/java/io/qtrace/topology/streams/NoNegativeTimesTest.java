package io.qtrace.topology.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class NoNegativeTimesTest {

  private static final TopicPartition PARTITION = new TopicPartition("qtrace-definitions", 0);
  private static final byte[] KEY = "fingerprint".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TEXT = "e(void) \"\"\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void giveWhatHasNoTimeTheTimeZeroAndChangeNothingElse() {
    var headers = new RecordHeaders().add("h", new byte[] {1});
    var records =
        records(
            List.of(
                record(7, 4711, headers),
                record(8, -1, headers),
                record(9, Long.MIN_VALUE, headers)));

    var corrected = new NoNegativeTimes().onConsume(records);

    assertThat(corrected.nextOffsets()).isEqualTo(records.nextOffsets());
    assertThat(corrected.records(PARTITION))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(record(7, 4711, headers), record(8, 0, headers), record(9, 0, headers));
  }

  @Test
  void copyNothingWhereAllIsWell() {
    var records = records(List.of(record(7, 0, new RecordHeaders())));

    assertThat(new NoNegativeTimes().onConsume(records)).isSameAs(records);
  }

  private static ConsumerRecords<byte[], byte[]> records(List<ConsumerRecord<byte[], byte[]>> all) {
    return new ConsumerRecords<>(
        Map.of(PARTITION, all), Map.of(PARTITION, new OffsetAndMetadata(10)));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, long timestampMs, Headers headers) {
    return new ConsumerRecord<>(
        PARTITION.topic(),
        PARTITION.partition(),
        offset,
        timestampMs,
        TimestampType.CREATE_TIME,
        KEY.length,
        TEXT.length,
        KEY,
        TEXT,
        headers,
        Optional.of(3));
  }
}
