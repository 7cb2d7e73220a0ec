package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.raw.RawHeaders;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Runs a connector's tasks as an exactly-once worker does: what a poll gave and the offsets behind
 * it are committed together, or not at all.
 */
final class FakeWorker implements AutoCloseable {

  private final SourceConnector connector;
  private final Map<String, String> settings;
  private final int taskCount;

  private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
  private final List<SourceRecord> committed = new ArrayList<>();
  private final List<SourceTask> tasks = new ArrayList<>();
  private final List<SourceRecord> uncommitted = new ArrayList<>();
  private final Map<String, Gauge<?>> gauges = new HashMap<>();

  private FakeWorker(SourceConnector connector, Map<String, String> settings, int taskCount) {
    this.connector = connector;
    this.settings = settings;
    this.taskCount = taskCount;
  }

  static FakeWorker of(TraceFormat format, Path directory, Map<String, String> more) {
    return of(format, directory, more, 1);
  }

  static FakeWorker of(TraceFormat format, Path directory, Map<String, String> more, int tasks) {
    var settings = new HashMap<>(Map.of("directory", directory.toString(), "definitions.file", ""));
    settings.put("scan.interval.ms", "20");
    settings.put("heartbeat.interval.ms", "0");
    settings.put("host", "host-1");
    settings.putAll(more);
    var connector =
        format == TraceFormat.SIMPLE
            ? new SimpleTraceSourceConnector()
            : new TraceLogSourceConnector();
    return new FakeWorker(connector, settings, tasks);
  }

  static FakeWorker of(SourceConnector connector, Map<String, String> settings) {
    return new FakeWorker(connector, settings, 1);
  }

  /** The same offsets and the same log, in a worker with other settings. */
  FakeWorker with(Map<String, String> more, int newTaskCount) {
    var changed = new HashMap<>(settings);
    changed.putAll(more);
    var next = new FakeWorker(connector, changed, newTaskCount);
    next.offsets.putAll(offsets);
    next.committed.addAll(committed);
    return next;
  }

  FakeWorker start() {
    connector.start(settings);
    for (var config : connector.taskConfigs(taskCount)) {
      var task = newTask();
      task.initialize(new Context(config));
      task.start(config);
      tasks.add(task);
    }
    return this;
  }

  private SourceTask newTask() {
    try {
      return (SourceTask) connector.taskClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a task has no constructor that Connect can call", e);
    }
  }

  /** Polls each task once; false if there was nothing. */
  boolean poll() throws InterruptedException {
    int before = uncommitted.size();
    for (var task : tasks) {
      var records = task.poll();
      if (records != null) {
        uncommitted.addAll(records);
      }
    }
    return uncommitted.size() > before;
  }

  void commit() {
    for (var record : uncommitted) {
      committed.add(record);
      @SuppressWarnings("unchecked")
      var offset = (Map<String, Object>) record.sourceOffset();
      offsets.put(new HashMap<>(record.sourcePartition()), offset);
    }
    uncommitted.clear();
  }

  /** Polls and commits until that is so. */
  FakeWorker until(BooleanSupplier done) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean()) {
      poll();
      commit();
      if (System.nanoTime() > end) {
        throw new AssertionError("still not so after 20 s; committed: " + lastDescribed());
      }
    }
    return this;
  }

  FakeWorker untilSent(String text) throws InterruptedException {
    return until(() -> text().contains(text));
  }

  FakeWorker pollFor(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      poll();
      commit();
    }
    return this;
  }

  /** Stops without a commit. */
  void kill() {
    uncommitted.clear();
    tasks.forEach(Task::stop);
    tasks.clear();
  }

  Map<Map<String, ?>, Map<String, Object>> offsets() {
    return offsets;
  }

  List<SourceRecord> committed() {
    return committed;
  }

  /** The committed chunks of a VM. */
  byte[] bytes(String vm) {
    return bytes(record -> Objects.equals(key(record), vm));
  }

  byte[] bytes() {
    return bytes(record -> true);
  }

  private byte[] bytes(Predicate<SourceRecord> wanted) {
    var out = new ByteArrayOutputStream();
    committed.stream()
        .filter(record -> record.topic().equals("qtrace-raw") && wanted.test(record))
        .forEach(record -> out.writeBytes((byte[]) record.value()));
    return out.toByteArray();
  }

  String text() {
    return new String(bytes(), UTF_8);
  }

  /** One line a record: key, life of the source, offset, length. */
  List<String> described() {
    return committed.stream().map(FakeWorker::described).toList();
  }

  private List<String> lastDescribed() {
    var all = described();
    return all.subList(Math.max(0, all.size() - 20), all.size());
  }

  private static String described(SourceRecord record) {
    var source = header(record, RawHeaders.SOURCE);
    return "%s %s %d"
        .formatted(
            key(record),
            source == null ? "" : source.substring(source.indexOf(';') + 1),
            ((byte[]) record.value()).length);
  }

  static String key(SourceRecord record) {
    return new String((byte[]) record.key(), UTF_8);
  }

  static @Nullable String header(SourceRecord record, String name) {
    var header = record.headers().lastWithName(name);
    return header == null ? null : (String) header.value();
  }

  @Override
  public void close() {
    kill();
  }

  /** What a gauge shows that a task has registered. */
  Object gauge(String name) {
    return Objects.requireNonNull(gauges.get(name), name).value(new MetricConfig(), 0);
  }

  private final class Shown implements PluginMetrics {

    @Override
    @SuppressWarnings("NonApiType") // Kafka's interface has it
    public MetricName metricName(
        String name, String description, LinkedHashMap<String, String> tags) {
      return new MetricName(name, "plugins", description, tags);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> value) {
      gauges.put(name.name(), (Gauge<?>) value);
    }

    @Override
    public void removeMetric(MetricName name) {
      gauges.remove(name.name());
    }

    @Override
    public Sensor addSensor(String name) {
      throw new UnsupportedOperationException("no sensors here");
    }

    @Override
    public void removeSensor(String name) {}
  }

  private final class Context implements SourceTaskContext {

    private final Map<String, String> config;

    Context(Map<String, String> config) {
      this.config = config;
    }

    @Override
    public Map<String, String> configs() {
      return config;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
          return offsets.get(partition);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          var found = new HashMap<Map<String, T>, Map<String, Object>>();
          partitions.forEach(partition -> found.put(partition, offset(partition)));
          return found;
        }
      };
    }

    @Override
    public PluginMetrics pluginMetrics() {
      return new Shown();
    }
  }
}
