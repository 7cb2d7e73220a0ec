package io.qtrace.cli.stage;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Globals;
import io.qtrace.embedded.place.Startup;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says on the terminal what a start that takes long waits for, until it is closed. */
public final class StartWatch implements Startup, AutoCloseable {

  private static final int FIRST_SECONDS = 10;

  /** After a while the same line is not news: every 10 s, then every 30 s. */
  private static final int OFTEN_UNTIL_SECONDS = 30;

  private static final int SELDOM_SECONDS = 30;

  /**
   * @param sinceNs System.nanoTime()
   */
  private record Phase(String what, Supplier<String> detail, long sinceNs) {}

  private final Console console;
  private final boolean quiet;
  private final long beganNs = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(StartWatch::daemon);
  private final Future<?> ticks;
  private volatile Phase phase;

  public StartWatch(Console console, Globals globals, String firstPhase) {
    this.console = console;
    this.quiet = globals.quiet();
    this.phase = new Phase(firstPhase, () -> "", beganNs);
    ticks = clock.scheduleAtFixedRate(this::tick, FIRST_SECONDS, FIRST_SECONDS, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-start-watch");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void waitsFor(String what, Supplier<String> detail) {
    phase = new Phase(what, detail, System.nanoTime());
  }

  @Override
  public void notice(String message) {
    console.tell("qtrace: " + message);
  }

  private void tick() {
    long seconds = secondsSince(beganNs);
    boolean due = seconds <= OFTEN_UNTIL_SECONDS || seconds % SELDOM_SECONDS < FIRST_SECONDS;
    if (due && !quiet) {
      console.tell("qtrace: " + line(seconds));
    }
  }

  private String line(long seconds) {
    var current = phase;
    var detail = current.detail().get();
    return "not ready after %d s: waits for %s (%d s)%s"
        .formatted(
            seconds,
            current.what(),
            secondsSince(current.sinceNs()),
            detail.isEmpty() ? "" : ": " + detail);
  }

  private static long secondsSince(long ns) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - ns);
  }

  @Override
  public void close() {
    ticks.cancel(false);
    clock.shutdown();
  }
}
