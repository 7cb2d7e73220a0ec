package io.qtrace.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo.AbstractState;
import org.apache.kafka.connect.util.Callback;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts connectors and tasks that have failed again. Connect leaves that to an operator: a broker
 * that was away for longer than a request waits would end the reading of a host's traces for good.
 * What fails again and again is started ever less often.
 */
public final class FailedTasks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FailedTasks.class);

  /** How often it looks, and the pause before the first new start. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final String CAUSED_BY = "Caused by: ";

  private final Herder herder;
  private final Map<String, Start> starts = new HashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(FailedTasks::thread);

  /**
   * Something was started again.
   *
   * @param pauseNs for how long it is not, should it fail once more
   */
  private record Start(long atNs, long pauseNs) {}

  private FailedTasks(Herder herder) {
    this.herder = herder;
  }

  private static Thread thread(Runnable looks) {
    var thread = new Thread(looks, "failed-tasks");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts what fails on this worker again from now on, until it is closed. */
  @SuppressWarnings("FutureReturnValueIgnored") // a look never fails
  public static FailedTasks startAgain(Herder herder) {
    var tasks = new FailedTasks(herder);
    long pauseMs = FIRST_PAUSE.toMillis();
    tasks.looks.scheduleWithFixedDelay(tasks::look, pauseMs, pauseMs, TimeUnit.MILLISECONDS);
    return tasks;
  }

  /** Whatever happens, the next look comes: it would not if this failed. */
  private void look() {
    try {
      lookAtAll();
    } catch (RuntimeException e) {
      log.warn("which tasks have failed cannot be seen now, and is looked up again", e);
    }
  }

  private void lookAtAll() {
    for (var name : herder.connectors()) {
      try {
        look(herder.connectorStatus(name));
      } catch (NotFoundException e) {
        // it was deleted, or is not started yet
      }
    }
  }

  private void look(ConnectorStateInfo status) {
    var name = status.name();
    look("connector " + name, status.connector(), answer -> herder.restartConnector(name, answer));
    for (var task : status.tasks()) {
      var id = new ConnectorTaskId(name, task.id());
      look("task " + id, task, answer -> herder.restartTask(id, answer));
    }
  }

  private void look(String what, AbstractState state, Consumer<Callback<Void>> start) {
    long nowNs = System.nanoTime();
    var last = starts.get(what);
    if (!state.state().equals("FAILED")) {
      if (last != null && nowNs - last.atNs > 2 * last.pauseNs) {
        starts.remove(what);
      }
    } else if (last == null || nowNs - last.atNs >= last.pauseNs) {
      starts.put(what, new Start(nowNs, nextPauseNs(last)));
      start.accept((refusal, nothing) -> log(what, state, refusal));
    }
  }

  private static long nextPauseNs(@Nullable Start last) {
    return last == null
        ? FIRST_PAUSE.toNanos()
        : Math.min(2 * last.pauseNs, LONGEST_PAUSE.toNanos());
  }

  /** Refused is what belongs to another worker of the group, which starts it. */
  private static void log(String what, AbstractState state, @Nullable Throwable refusal) {
    if (refusal == null) {
      var trace = Objects.requireNonNullElse(state.trace(), "");
      log.warn("{} had failed and was started again: {}", what, lastCause(trace));
    }
  }

  /** What a stack trace says at its bottom: Connect wraps the cause in sentences of its own. */
  private static String lastCause(String trace) {
    var cause = trace.lines().filter(line -> line.startsWith(CAUSED_BY)).reduce((a, b) -> b);
    return cause
        .map(line -> line.substring(CAUSED_BY.length()))
        .or(() -> trace.lines().findFirst())
        .orElse("no reason is known");
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
