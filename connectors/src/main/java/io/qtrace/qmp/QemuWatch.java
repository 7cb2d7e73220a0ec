package io.qtrace.qmp;

import io.qtrace.qmp.protocol.Deadline;
import io.qtrace.qmp.protocol.QmpClient;
import io.qtrace.qmp.protocol.QmpRefusedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to one QMP socket: reads the memory layout at once, after events that may
 * change it, and now and then; connects again, ever more seldom, when that fails. One thread runs
 * it until it is interrupted.
 */
public final class QemuWatch implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(QemuWatch.class);

  private static final Duration FIRST_RETRY = Duration.ofMillis(250);

  /** Events come in bursts: a layout is read at most so often. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  private static final Duration LOOK = Duration.ofMillis(250);

  /**
   * What all watches of a task have in common.
   *
   * @param interval between two readings without an event
   * @param longestRetry between two attempts to connect
   * @param traceEvents to be switched on, names or patterns
   */
  public record Settings(
      QmpClient.Timeouts timeouts,
      Duration interval,
      Duration longestRetry,
      List<String> traceEvents) {

    public Settings {
      traceEvents = List.copyOf(traceEvents);
    }
  }

  /** What was read from a socket. */
  public record Reading(Path socket, VmIdentity vm, MemoryLayout layout) {}

  private final Path socket;
  private final Settings settings;
  private final Consumer<Reading> readings;

  private Duration retry = FIRST_RETRY;
  private String problem = "";
  private volatile boolean connected;

  /**
   * @param readings is called on the watch's thread; must not block
   */
  public QemuWatch(Path socket, Settings settings, Consumer<Reading> readings) {
    this.socket = socket;
    this.settings = settings;
    this.readings = readings;
  }

  /** Whether QEMU answers now. Thread-safe. */
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        attempt();
        pause();
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      // Stopped.
    }
  }

  private void attempt() throws InterruptedException, ClosedByInterruptException {
    try (var qemu = Qemu.connect(socket, settings.timeouts)) {
      follow(qemu);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException | QmpRefusedException e) {
      report(String.valueOf(e.getMessage()));
    } finally {
      connected = false;
    }
  }

  private void follow(Qemu qemu) throws IOException, QmpRefusedException, InterruptedException {
    var vm = qemu.identity();
    connected = true;
    retry = FIRST_RETRY;
    problem = "";
    log.info("{}: {}", socket, vm);
    switchOn(qemu);
    while (true) {
      readings.accept(new Reading(socket, vm, qemu.layout()));
      qemu.awaitChange(settings.interval);
      Thread.sleep(SETTLE.toMillis());
    }
  }

  private void switchOn(Qemu qemu) throws IOException {
    for (var event : settings.traceEvents) {
      try {
        qemu.traceOn(event);
      } catch (QmpRefusedException e) {
        log.warn("{}: trace event {} is not switched on: {}", socket, event, e.getMessage());
      }
    }
  }

  /** Once for each problem, not at each attempt. */
  private void report(String now) {
    if (!now.equals(problem)) {
      problem = now;
      log.warn(
          "{}: {}; it is tried again, at least every {} s",
          socket,
          now,
          settings.longestRetry.toSeconds());
    }
  }

  /** Ends early if the socket is another one, as after a restart of QEMU. */
  private void pause() throws InterruptedException {
    var deadline = Deadline.in(retry);
    var before = file();
    for (long left = deadline.leftMs(); left > 0; left = deadline.leftMs()) {
      Thread.sleep(Math.min(left, LOOK.toMillis()));
      if (!before.equals(file())) {
        retry = FIRST_RETRY;
        return;
      }
    }
    var longer = retry.multipliedBy(2);
    retry = longer.compareTo(settings.longestRetry) < 0 ? longer : settings.longestRetry;
  }

  private String file() {
    try {
      var attributes = Files.readAttributes(socket, BasicFileAttributes.class);
      return attributes.fileKey() + " " + attributes.creationTime();
    } catch (IOException e) {
      return "";
    }
  }
}
