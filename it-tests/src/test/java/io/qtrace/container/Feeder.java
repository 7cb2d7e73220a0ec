package io.qtrace.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.qtrace.testing.BalloonTrace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes what the QEMUs of a host would, until it is stopped: simple traces and logs that grow. The
 * events of each VM are numbered.
 */
final class Feeder implements AutoCloseable {

  private static final int PAUSE_MS = 50;

  private final HostDirectory host;
  private final int perBatch;
  private final Map<String, Long> sent = new TreeMap<>();
  private final Thread thread = new Thread(this::feed, "feeder");
  private volatile boolean stopped;

  Feeder(HostDirectory host, NumberedRun.Load load) {
    this.host = host;
    this.perBatch = load.perSecond() * PAUSE_MS / 1000;
    for (int vm = 0; vm < load.traces(); vm++) {
      sent.put("trace-" + vm, 0L);
    }
    for (int vm = 0; vm < load.logs(); vm++) {
      sent.put("log-" + vm, 0L);
    }
  }

  void start() {
    thread.start();
  }

  /** Returns the number of events of each VM. */
  Map<String, Long> stop() throws InterruptedException {
    close();
    thread.join();
    return sent;
  }

  @Override
  public void close() {
    stopped = true;
  }

  private void feed() {
    try {
      while (!stopped) {
        for (var vm : sent.entrySet()) {
          write(vm.getKey(), vm.getValue());
          vm.setValue(vm.getValue() + perBatch);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(String vm, long from) throws IOException {
    boolean trace = vm.startsWith("trace");
    Path file = trace ? host.traces().resolve(vm + ".trace") : host.logs().resolve(vm + ".log");
    try (var out = Files.newOutputStream(file, CREATE, APPEND)) {
      if (trace) {
        writeTrace(out, from);
      } else {
        writeLog(out, from);
      }
    }
  }

  private void writeTrace(OutputStream out, long from) throws IOException {
    if (from == 0) {
      out.write(BalloonTrace.beginning());
    }
    out.write(BalloonTrace.events(from, perBatch, System.nanoTime()));
  }

  private void writeLog(OutputStream out, long from) throws IOException {
    var lines = new StringBuilder();
    long now = System.currentTimeMillis();
    for (long number = from; number < from + perBatch; number++) {
      lines.append(
          "4711@%d.%03d000:balloon_event opaque 0x7f0000000000 addr %d\n"
              .formatted(now / 1000, now % 1000, number));
    }
    out.write(lines.toString().getBytes(UTF_8));
  }
}
