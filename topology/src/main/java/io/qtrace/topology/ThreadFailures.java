package io.qtrace.topology;

import io.qtrace.registry.RegistryRefusedException;
import io.qtrace.retry.StopSignal;
import io.qtrace.topic.refusal.KafkaFailures;
import io.qtrace.topic.refusal.KafkaRefusedException;
import io.qtrace.topology.decode.RecordFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows when a stream thread dies: another one after a pause if the cause may pass,
 * else the end of the application with a message for people.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ThreadFailures.class);

  private static final int MAX_FAILURES = 10;
  private static final Duration CALM = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final String applicationId;
  private final StopSignal stop;
  private final Consumer<String> end;

  /** When threads died within the last {@link #CALM}, System.nanoTime(). */
  private final ArrayDeque<Long> recent = new ArrayDeque<>();

  private final Set<String> logged = new HashSet<>();

  /**
   * @param end is told why, once the application cannot go on
   */
  ThreadFailures(String applicationId, StopSignal stop, Consumer<String> end) {
    this.applicationId = applicationId;
    this.stop = stop;
    this.end = end;
  }

  /** Runs on the dying thread. */
  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    if (stop.isStopped()) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    boolean isOfOneRecord = isOfOneRecord(failure);
    var reason = isOfOneRecord ? null : finalReason(failure);
    int failures = isOfOneRecord ? 1 : note();
    if (reason == null && failures > MAX_FAILURES) {
      reason =
          "stream threads failed %d times within %d minutes, the last time with: %s"
              .formatted(failures, CALM.toMinutes(), summary(failure));
    }
    if (reason != null) {
      log.debug("the failure that ends the application", failure);
      end.accept(reason);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    logOnceInFull(failure);
    stop.pause(pause(failures));
    return stop.isStopped()
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private @Nullable String finalReason(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryRefusedException || cause instanceof KafkaRefusedException) {
        return cause.getMessage();
      }
      if (cause instanceof MissingSourceTopicException) {
        return "a topic that is read was deleted; start again to create it";
      }
      if (cause instanceof Error) {
        return summary(cause);
      }
    }
    var refusal = KafkaFailures.refusal(failure, applicationId + "-…");
    return refusal == null ? null : "Kafka refuses: " + refusal;
  }

  /** It is taken out when it fails again and again, so it needs no end of the application. */
  private static boolean isOfOneRecord(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordFailedException) {
        return true;
      }
    }
    return false;
  }

  private synchronized int note() {
    long now = System.nanoTime();
    while (!recent.isEmpty() && now - recent.getFirst() > CALM.toNanos()) {
      recent.removeFirst();
    }
    recent.add(now);
    return recent.size();
  }

  private synchronized void logOnceInFull(Throwable failure) {
    var summary = summary(failure);
    if (logged.add(summary)) {
      log.warn("a stream thread failed and is replaced: {}", summary, failure);
    } else {
      log.warn("a stream thread failed again and is replaced: {}", summary);
    }
  }

  private static String summary(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + KafkaFailures.oneLine(root);
  }

  private static Duration pause(int failures) {
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 6));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
