package io.qtrace.connect;

import io.qtrace.connect.layout.LayoutRecords;
import io.qtrace.connect.layout.QmpConnectorConfig;
import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.setting.TaskShare;
import io.qtrace.connect.setting.VmSettings;
import io.qtrace.host.Vm;
import io.qtrace.host.VmMapping;
import io.qtrace.qmp.QemuWatch;
import io.qtrace.qmp.QemuWatch.Reading;
import io.qtrace.qmp.SocketPaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches its share of the sockets, each on a thread of its own, so that one that hangs holds up no
 * other. Connect polls on one thread and stops on any.
 */
public final class QmpSourceTask extends SourceTask {

  private static final Logger log = LoggerFactory.getLogger(QmpSourceTask.class);

  private static final long IDLE_MS = 50;
  private static final long END_MS = 1_000;

  private final CountDownLatch stopped = new CountDownLatch(1);

  /** By socket, the last one that was not taken yet. */
  private final Map<Path, Reading> readings = new ConcurrentHashMap<>();

  private final Map<Path, Watched> watched = new HashMap<>();

  /** Which socket speaks for a VM. */
  private final Map<String, Path> speakers = new HashMap<>();

  private record Watched(QemuWatch watch, Thread thread) {}

  /** What {@link #start} makes. */
  private record Running(
      QmpConnectorConfig config,
      TaskShare share,
      SocketPaths sockets,
      VmMapping vms,
      LayoutRecords records) {}

  private @Nullable Running running;
  private long nextScanNs;

  @Override
  public synchronized void start(Map<String, String> properties) {
    var config = new QmpConnectorConfig(properties);
    nextScanNs = System.nanoTime();
    running =
        new Running(
            config,
            TaskShare.of(properties),
            config.sockets(),
            VmSettings.mapping(config),
            new LayoutRecords(
                config.getString(QmpConnectorConfig.TOPIC), context.offsetStorageReader()));
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    var records = read();
    if (records.isEmpty()) {
      stopped.await(IDLE_MS, TimeUnit.MILLISECONDS);
      return null;
    }
    return records;
  }

  private synchronized List<SourceRecord> read() {
    var now = running;
    if (now == null) {
      return List.of();
    }
    if (System.nanoTime() - nextScanNs >= 0) {
      scan(now);
      nextScanNs =
          System.nanoTime() + now.config.millis(QmpConnectorConfig.SCAN_INTERVAL_MS).toNanos();
    }
    var records = new ArrayList<SourceRecord>();
    for (var socket : List.copyOf(readings.keySet())) {
      var reading = readings.remove(socket);
      var vm = vm(now, reading);
      var layout = vm.isEmpty() ? null : now.records.record(vm.get(), reading);
      if (layout != null) {
        records.add(layout);
      }
    }
    return records;
  }

  /** A connection outlives its socket's name, so a socket that vanished is watched to its end. */
  private void scan(Running now) {
    var present = now.sockets.present();
    for (var socket : present) {
      if (!watched.containsKey(socket) && now.share.includes(socket.toString())) {
        watched.put(socket, watch(now, socket));
      }
    }
    watched
        .entrySet()
        .removeIf(
            entry -> {
              boolean isGone =
                  !present.contains(entry.getKey()) && !entry.getValue().watch.isConnected();
              if (isGone) {
                entry.getValue().thread.interrupt();
              }
              return isGone;
            });
  }

  private Watched watch(Running now, Path socket) {
    var watch =
        new QemuWatch(
            socket, now.config.watching(), reading -> readings.put(reading.socket(), reading));
    var thread = new Thread(watch, "qtrace-qmp " + socket);
    thread.setDaemon(true);
    thread.start();
    return new Watched(watch, thread);
  }

  private Optional<Vm> vm(Running now, Reading reading) {
    var socket = reading.socket();
    var names = now.vms.names();
    var id = id(now, reading);
    var vm = id.isEmpty() ? names.of(socket) : Optional.of(names.of(socket, id));
    if (vm.isEmpty()) {
      log.warn("{}: neither QEMU nor vm.pattern says which VM it is, so it is left out", socket);
      return vm;
    }
    var other = speakers.put(vm.get().id(), socket);
    if (other != null && !other.equals(socket) && watched.containsKey(other)) {
      log.warn(
          "{} and {} are both of VM {}; list one socket for each VM, and give VMs names of their own",
          other,
          socket,
          vm.get().id());
    }
    return vm;
  }

  /** Empty if the path is to say it. */
  private static String id(Running now, Reading reading) {
    var from = now.config.getString(QmpConnectorConfig.VM_NAME_FROM);
    if (from.equals(QmpConnectorConfig.FROM_PATH)) {
      return "";
    }
    var vm = reading.vm();
    boolean isNamed = from.equals(QmpConnectorConfig.FROM_NAME) && !vm.name().isEmpty();
    return isNamed ? vm.name() : vm.uuid();
  }

  @Override
  public void stop() {
    stopped.countDown();
    close();
  }

  private synchronized void close() {
    running = null;
    watched.values().forEach(watch -> watch.thread.interrupt());
    watched.values().forEach(watch -> awaitEnd(watch.thread));
    watched.clear();
  }

  /** So that a task which follows finds the socket free. */
  private static void awaitEnd(Thread thread) {
    try {
      thread.join(END_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String version() {
    return BuildVersion.get();
  }
}
