package io.qtrace.cli.send.delivery;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.kafka.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks for what would lose raw records after they are sent, or would have them refused. */
public final class Preflight {

  private final KafkaCluster cluster;
  private final String rawTopic;

  public Preflight(KafkaCluster cluster, String rawTopic) {
    this.cluster = cluster;
    this.rawTopic = rawTopic;
  }

  public void check(TraceSource source, RecordTime recordTime, Instant now) {
    boolean appendTime =
        cluster.topicConfig(rawTopic, "message.timestamp.type").orElse("").equals("LogAppendTime");
    if (recordTime == RecordTime.now || appendTime || source.summary().sizeBytes() == 0) {
      return;
    }
    checkRetention(source, now);
    checkFuture(source, now);
  }

  private void checkRetention(TraceSource source, Instant now) {
    var retentionMs = millis("retention.ms").filter(ms -> ms >= 0);
    long ageMs = now.toEpochMilli() - source.oldestEpochMs();
    if (retentionMs.isPresent() && ageMs > retentionMs.get()) {
      throw Failure.badInput(
          ("%s: its oldest event is %d days old, and %s keeps raw records for %d days: they could be"
                  + " deleted before they are decoded; send with --record-time now, or correct the"
                  + " time with --anchor, or raise the topic's retention.ms")
              .formatted(
                  source.file(),
                  Duration.ofMillis(ageMs).toDays(),
                  rawTopic,
                  Duration.ofMillis(retentionMs.get()).toDays()));
    }
  }

  private void checkFuture(TraceSource source, Instant now) {
    var limitMs = millis("message.timestamp.after.max.ms");
    long aheadMs = source.newestEpochMs() - now.toEpochMilli();
    if (limitMs.isPresent() && aheadMs > limitMs.get()) {
      throw Failure.badInput(
          ("%s: its newest event is %d minutes in the future, and %s refuses that; correct the time"
                  + " with --anchor or --clock-offset-ns, or send with --record-time now")
              .formatted(source.file(), Duration.ofMillis(aheadMs).toMinutes(), rawTopic));
    }
  }

  private Optional<Long> millis(String config) {
    return cluster.topicConfig(rawTopic, config).map(Long::valueOf);
  }
}
