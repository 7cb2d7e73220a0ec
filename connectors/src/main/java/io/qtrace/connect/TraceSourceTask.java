package io.qtrace.connect;

import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.setting.TaskShare;
import io.qtrace.connect.setting.VmSettings;
import io.qtrace.connect.trace.Heartbeats;
import io.qtrace.connect.trace.KeptBookmarks;
import io.qtrace.connect.trace.RawRecords;
import io.qtrace.connect.trace.TraceConnectorConfig;
import io.qtrace.host.ClockOffset;
import io.qtrace.host.DefinitionsFile;
import io.qtrace.host.TracedHost;
import io.qtrace.tail.Tailer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Follows the files of its share of the VMs. Connect polls on one thread and stops on any. */
public final class TraceSourceTask extends SourceTask {

  /** Between two looks at files that are idle. */
  private static final long IDLE_MS = 50;

  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Fingerprints that this task has published, or found published with a file's bookmark. */
  private final Set<String> published = new HashSet<>();

  /** What {@link #start} makes. */
  private record Running(
      TracedHost host, Tailer tailer, RawRecords records, Heartbeats heartbeats, int batchBytes) {}

  private @Nullable Running running;

  @Override
  public synchronized void start(Map<String, String> properties) {
    var share = TaskShare.of(properties);
    var format = TraceConnector.format(properties);
    var config = new TraceConnectorConfig(format, properties);
    var host = host(config);
    var directory = config.directory();
    var bookmarks = new KeptBookmarks(directory.path().toString(), context.offsetStorageReader());
    var place = new Tailer.Workplace(config.tailing(), directory, host);
    var records = new RawRecords(config, format, bookmarks);
    running =
        new Running(
            host,
            new Tailer(place, bookmarks, vm -> share.includes(vm.id()), System::nanoTime),
            records,
            new Heartbeats(config, records),
            config.getInt(TraceConnectorConfig.BATCH_BYTES));
    TaskMetrics.show(context, running.tailer);
  }

  private static TracedHost host(TraceConnectorConfig config) {
    return new TracedHost(
        VmSettings.mapping(config),
        config.file(TraceConnectorConfig.DEFINITIONS_FILE).map(DefinitionsFile::new),
        ClockOffset.ofThisHost(config.millis(TraceConnectorConfig.CLOCK_INTERVAL_MS)));
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    var records = read();
    if (records.isEmpty()) {
      stopped.await(IDLE_MS, TimeUnit.MILLISECONDS);
      return null;
    }
    var transaction = context.transactionContext();
    if (transaction != null) {
      transaction.commitTransaction();
    }
    return records;
  }

  private synchronized List<SourceRecord> read() {
    var now = running;
    if (now == null) {
      return List.of();
    }
    var records = new ArrayList<SourceRecord>();
    for (var chunk : now.tailer.read(now.batchBytes)) {
      publish(chunk.next().definitions(), now, records);
      records.add(now.records.chunk(chunk));
    }
    if (now.heartbeats.isOn()) {
      long offsetNs = now.host.clockOffset().ns();
      records.addAll(now.heartbeats.due(now.tailer.silentVms(), System.nanoTime(), offsetNs));
    }
    return records;
  }

  /** A file that goes on may name definitions of before: those were published by then. */
  private void publish(String fingerprint, Running now, List<SourceRecord> records) {
    if (fingerprint.isEmpty() || !published.add(fingerprint)) {
      return;
    }
    now.host
        .definitions()
        .flatMap(DefinitionsFile::current)
        .filter(definitions -> fingerprint.equals(definitions.fingerprint()))
        .map(now.records::definitions)
        .ifPresent(records::add);
  }

  @Override
  public void stop() {
    stopped.countDown();
    close();
  }

  private synchronized void close() {
    if (running != null) {
      running.tailer.close();
      running = null;
    }
  }

  @Override
  public String version() {
    return BuildVersion.get();
  }
}
