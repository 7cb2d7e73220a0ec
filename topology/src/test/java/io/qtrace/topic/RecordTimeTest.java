package io.qtrace.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTimeTest {

  private static final long NONE = -1;

  private final RecordTime time = new RecordTime();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_700_000_000_000L, 7_258_118_400_000L, 9_223_372_036_854L})
  void takesATimeAsItIs(long timestampMs) {
    assertThat(time.extract(at(timestampMs), NONE)).isEqualTo(timestampMs);
  }

  @ParameterizedTest
  @ValueSource(longs = {9_223_372_036_855L, 1L << 53, Long.MAX_VALUE})
  void takesWhatNanosecondsDoNotReachAsTheirLast(long timestampMs) {
    assertThat(time.extract(at(timestampMs), NONE)).isEqualTo(RecordTime.LAST_MS);
    assertThat(RecordTime.LAST_MS * 1_000_000).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, -5, Long.MIN_VALUE})
  void takesNoTimeAsThatOfTheRecordsBefore(long timestampMs) {
    assertThat(time.extract(at(timestampMs), 1_700_000_000_000L)).isEqualTo(1_700_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {NONE, Long.MAX_VALUE})
  void takesNoTimeAsNowIfThoseBeforeHadNoneOrAreAhead(long partitionTime) {
    assertThat(time.extract(at(NONE), partitionTime)).isBetween(now() - 10_000, now());
  }

  @Test
  void isNotAheadWhereItIsOnlyThatOfState() {
    assertThat(RecordTime.notAhead(at(now() + Duration.ofDays(1).toMillis()), NONE))
        .isBetween(now() - 10_000, now());
    assertThat(RecordTime.notAhead(at(5), NONE)).isEqualTo(5);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private static ConsumerRecord<Object, Object> at(long timestampMs) {
    return new ConsumerRecord<>(
        "t",
        0,
        0,
        timestampMs,
        TimestampType.CREATE_TIME,
        0,
        0,
        "",
        "",
        new RecordHeaders(),
        Optional.empty());
  }
}
