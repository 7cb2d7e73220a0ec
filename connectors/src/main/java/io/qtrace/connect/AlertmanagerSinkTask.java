package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.alertmanager.ForbiddenException;
import io.qtrace.alertmanager.Relay;
import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.sink.AlertReader;
import io.qtrace.connect.sink.AlertmanagerConfig;
import io.qtrace.registry.RegistryRefusedException;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads transitions of alerts, and keeps Alertmanagers up to date with the latest of each. Offsets
 * are committed up to the oldest alert that still fires or that no Alertmanager has accepted, so
 * that a task that starts finds all of them again. Connect calls it on one thread.
 */
public final class AlertmanagerSinkTask extends SinkTask {

  /** Nothing is sent before the topic has been quiet for so long: of a backlog, the latest. */
  private static final Duration QUIET = Duration.ofMillis(200);

  private static final Duration LONGEST_QUIET = Duration.ofSeconds(5);
  private static final Duration WITHOUT_REGISTRY = Duration.ofSeconds(5);

  /** The latest transition of each alert that {@link Relay#needs} it. */
  private final Map<String, SinkRecord> latest = new HashMap<>();

  private long readingSinceNs;
  private boolean isReading;

  /** What {@link #start} makes. */
  private record Running(WriterSchemas schemas, AlertReader reader, Relay relay) {}

  private @Nullable Running running;

  @Override
  public void start(Map<String, String> properties) {
    var config = new AlertmanagerConfig(properties);
    var schemas = new WriterSchemas(config.registry(), new StopSignal());
    var clocks = new Relay.Clocks(InstantSource.system(), System::nanoTime);
    running =
        new Running(
            schemas,
            new AlertReader(schemas, config),
            new Relay(config.alertmanagers(), config.pace(), clocks));
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    var now = running();
    for (var record : records) {
      read(record, now);
    }
    if (isReadingOn(!records.isEmpty())) {
      context.timeout(QUIET.toMillis());
    } else {
      send(now.relay);
      context.timeout(now.relay.idle().toMillis());
    }
  }

  private void read(SinkRecord record, Running now) {
    var key = key(record);
    try {
      if (record.value() == null) { // a tombstone: nothing is known of this alert any more
        forget(key, now.relay);
      } else if (record.value() instanceof byte[] value) {
        now.reader
            .read(value)
            .ifPresent(
                alert -> {
                  latest.put(key, record);
                  now.relay.changed(key, alert);
                });
      } else {
        throw new IOException(
            "not bytes but %s; set value.converter as the documentation says"
                .formatted(record.value().getClass().getSimpleName()));
      }
    } catch (UnavailableException e) {
      send(now.relay); // what fires must not expire meanwhile
      context.timeout(WITHOUT_REGISTRY.toMillis());
      throw new RetriableException("the schema registry is away: " + e.getMessage(), e);
    } catch (IOException | RegistryRefusedException e) {
      report(record, String.valueOf(e.getMessage()));
    }
  }

  private static String key(SinkRecord record) {
    var key = record.key() instanceof byte[] bytes ? new String(bytes, UTF_8) : record.key();
    return record.topic() + "/" + key;
  }

  /** True if more may come at once, so that it is too early to send. */
  private boolean isReadingOn(boolean hasRead) {
    long nowNs = System.nanoTime();
    if (hasRead && !isReading) {
      readingSinceNs = nowNs;
    }
    isReading = hasRead && nowNs - readingSinceNs < LONGEST_QUIET.toNanos();
    return isReading;
  }

  private void send(Relay relay) {
    List<Relay.Refusal> refused;
    try {
      refused = relay.send();
    } catch (ForbiddenException e) {
      throw new ConnectException(e.getMessage(), e);
    }
    for (var refusal : refused) {
      var record = latest.remove(refusal.key());
      if (record != null) {
        report(record, "refused by Alertmanager at " + refusal.reason());
      }
    }
  }

  /** To the dead letter queue, if there is one; else the task fails. */
  private void report(SinkRecord record, String reason) {
    var failure =
        new ConnectException(
            "%s-%d at offset %d: %s"
                .formatted(record.topic(), record.kafkaPartition(), record.kafkaOffset(), reason));
    var reporter = context.errantRecordReporter();
    if (reporter == null) {
      throw failure;
    }
    var unused = reporter.report(record, failure); // Connect awaits it before it commits
  }

  /** Not behind an alert that is still needed. */
  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> read) {
    var relay = running().relay;
    latest.keySet().removeIf(key -> !relay.needs(key));
    var done = new HashMap<>(read);
    for (var record : latest.values()) {
      done.computeIfPresent(
          partition(record),
          (partition, offset) ->
              offset.offset() <= record.kafkaOffset()
                  ? offset
                  : new OffsetAndMetadata(record.kafkaOffset()));
    }
    return done;
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.topic(), record.kafkaPartition());
  }

  /** The alerts of these partitions are another task's now. */
  @Override
  public void close(Collection<TopicPartition> partitions) {
    var relay = running().relay;
    List.copyOf(latest.values()).stream()
        .filter(record -> partitions.contains(partition(record)))
        .forEach(record -> forget(key(record), relay));
  }

  private void forget(String key, Relay relay) {
    latest.remove(key);
    relay.forget(key);
  }

  private Running running() {
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  @Override
  public void stop() {
    if (running != null) {
      running.schemas.close();
    }
  }

  @Override
  public String version() {
    return BuildVersion.get();
  }
}
