package io.qtrace.connect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A connector whose task counts, and fails at 2 and at 4, once each. */
public final class BrittleSourceConnector extends SourceConnector {

  static final AtomicInteger FAILURES = new AtomicInteger();

  private static final Map<String, String> SOURCE = Map.of("source", "numbers");
  private static final String NUMBER = "number";
  private static final int MAX = 100;

  private Map<String, String> settings = Map.of();

  static Map<String, String> settings(String topic) {
    return Map.of(
        "name",
        "brittle",
        "connector.class",
        BrittleSourceConnector.class.getName(),
        "exactly.once.support",
        "required",
        "topic",
        topic);
  }

  @Override
  public void start(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return CountingTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(settings);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public void stop() {}

  @Override
  public String version() {
    return "1";
  }

  /** One number each poll. */
  public static final class CountingTask extends SourceTask {

    private String topic = "";
    private int next;

    @Override
    public void start(Map<String, String> settings) {
      topic = settings.get("topic");
      var last = context.offsetStorageReader().offset(SOURCE);
      next = last == null ? 0 : Math.toIntExact((Long) last.get(NUMBER)) + 1;
    }

    @Override
    public List<SourceRecord> poll() {
      if (next == 2 * (FAILURES.get() + 1) && next <= 4) {
        FAILURES.incrementAndGet();
        throw new ConnectException("a broker was away for too long");
      }
      if (next >= MAX) {
        return List.of();
      }
      byte[] value = {(byte) next};
      var offset = Map.of(NUMBER, (long) next++);
      return List.of(new SourceRecord(SOURCE, offset, topic, Schema.OPTIONAL_BYTES_SCHEMA, value));
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
      return "1";
    }
  }
}
