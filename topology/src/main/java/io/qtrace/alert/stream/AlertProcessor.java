package io.qtrace.alert.stream;

import io.qtrace.alert.ActiveAlert;
import io.qtrace.alert.AlertBook;
import io.qtrace.alert.Transition;
import io.qtrace.alert.rule.Rule;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.task.Ticks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results of windows in, transitions of alerts out. One per task; the store has what is pending or
 * firing, and is written in the transaction of the transitions.
 */
final class AlertProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger log = LoggerFactory.getLogger(AlertProcessor.class);

  /** Twice within what counts as a pause of ours. */
  static final Duration TICK = Duration.ofSeconds(5);

  private final RuleFile rules;
  private final AlertRecords records;
  private final AlertMeters meters;
  private final ResultReader reader;
  private final Set<String> told = new HashSet<>();

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private ProcessorContext<byte[], byte[]> context;

  @SuppressWarnings("NullAway.Init") // Likewise.
  private Ticks ticks;

  @SuppressWarnings("NullAway.Init") // A task that was aborted is initialised again.
  private AlertBook alerts;

  AlertProcessor(
      RuleFile rules, AlertRecords records, IntFunction<Schema> writerSchemas, AlertMeters meters) {
    this.rules = rules;
    this.records = records;
    this.meters = meters;
    this.reader = new ResultReader(writerSchemas);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> task) {
    context = task;
    KeyValueStore<String, byte[]> store = task.getStateStore(AlertStage.STORE);
    // Rules come with the first record or tick: nothing can be forwarded yet.
    var kept = kept(store);
    kept.forEach(alert -> meters.active(task.taskId(), alert));
    alerts = new AlertBook(kept, task.currentSystemTimeMs(), new StoreJournal(store));
    ticks = new Ticks(task);
    ticks.every(TICK, this::tick);
  }

  private static List<ActiveAlert> kept(KeyValueStore<String, byte[]> store) {
    var kept = new ArrayList<ActiveAlert>();
    try (var entries = store.all()) {
      entries.forEachRemaining(entry -> kept.add(AlertRecords.alert(entry.value)));
    }
    return kept;
  }

  @Override
  public void process(Record<byte[], byte[]> kafkaRecord) {
    alerts.use(rules.rules());
    if (kafkaRecord.value() != null) {
      read(kafkaRecord.value())
          .ifPresent(
              result -> {
                meters.results.increment();
                alerts.result(result);
              });
    }
  }

  private Optional<WindowResult> read(byte[] value) {
    try {
      return reader.read(value);
    } catch (IOException e) {
      meters.unreadable.increment();
      tell(
          "unreadable",
          "a record is not the result of a window, and no alert sees it; %s: %s"
              .formatted(place(), e.getMessage()));
      return Optional.empty();
    }
  }

  private String place() {
    return context
        .recordMetadata()
        .map(at -> at.topic() + "-" + at.partition() + "@" + at.offset())
        .orElse("unknown place");
  }

  /** Once per cause and task; a counter has the rest. */
  private void tell(String cause, String message) {
    if (told.add(cause)) {
      log.warn("{}; said once, metrics count them all", message);
    }
  }

  @Override
  public void close() {
    ticks.close();
    meters.leave(context.taskId());
  }

  private void tick(long wallMs) {
    alerts.use(rules.rules());
    alerts.tick(wallMs);
  }

  private final class StoreJournal implements AlertBook.Journal {

    private final KeyValueStore<String, byte[]> store;

    StoreJournal(KeyValueStore<String, byte[]> store) {
      this.store = store;
    }

    @Override
    public void keep(ActiveAlert alert) {
      store.put(alert.id(), AlertRecords.state(alert));
      meters.active(context.taskId(), alert);
    }

    @Override
    public void forget(String id) {
      store.delete(id);
      meters.over(context.taskId(), id);
    }

    @Override
    public void publish(Transition transition) {
      meters.count(transition);
      var key = transition.key().getBytes(StandardCharsets.UTF_8);
      long timestampMs = Math.max(0, transition.atMs());
      context.forward(new Record<>(key, records.frame(transition), timestampMs));
    }

    @Override
    public void failed(Rule rule, String reason) {
      meters.failed.increment();
      tell(
          rule.name(),
          "alert %s: its condition has no value for a result (%s), which leaves the alert as it is"
              .formatted(rule.name(), reason));
    }
  }
}
