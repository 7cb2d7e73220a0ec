package io.qtrace.retry;

import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what fails because a service is away, until it answers or the application stops.
 *
 * <p>The log gets one line when the service goes away, one when the reason changes and one when it
 * is back, however many threads wait and however long. Thread-safe.
 */
public final class Retry {

  /** One try; a RuntimeException ends the retrying and goes to the caller. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws UnavailableException;
  }

  private static final Logger log = LoggerFactory.getLogger(Retry.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final String service;
  private final StopSignal stop;
  private final @Nullable Duration patience;

  private @Nullable String reason;
  private long awaySinceNanos;

  /**
   * @param service how the log calls it, such as "the schema registry at http://…"
   */
  public Retry(String service, StopSignal stop) {
    this(service, stop, null);
  }

  private Retry(String service, StopSignal stop, @Nullable Duration patience) {
    this.service = service;
    this.stop = stop;
    this.patience = patience;
  }

  /** The same for who waits no longer than that. */
  public Retry givingUpAfter(Duration patience) {
    return new Retry(service, stop, patience);
  }

  /**
   * @throws StoppedException when the application stops before an attempt succeeds
   * @throws AwayException when the service has been away for longer than this waits
   */
  public <T> T call(Attempt<T> attempt) {
    var pause = FIRST_PAUSE;
    while (!stop.isStopped()) {
      try {
        var result = attempt.run();
        answered();
        return result;
      } catch (UnavailableException e) {
        failed(String.valueOf(e.getMessage()));
        if (patience != null && away().compareTo(patience) >= 0) {
          throw new AwayException(service, away(), e);
        }
        if (stop.pause(jittered(pause))) {
          break;
        }
        pause = longer(pause);
      }
    }
    throw new StoppedException(service);
  }

  private synchronized void failed(String newReason) {
    if (reason == null) {
      awaySinceNanos = System.nanoTime();
    }
    if (!Objects.equals(reason, newReason)) {
      reason = newReason;
      log.warn("{} is not available: {}. Trying again {}.", service, newReason, howLong());
    }
  }

  private String howLong() {
    return patience == null ? "until it is" : "for " + Durations.print(patience);
  }

  private synchronized void answered() {
    if (reason != null) {
      reason = null;
      var away = Duration.ofNanos(System.nanoTime() - awaySinceNanos);
      log.info("{} is back after {} s", service, away.toSeconds());
    }
  }

  /** How long the service has been away; zero while it answers, or while nobody asks it. */
  public synchronized Duration away() {
    return reason == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - awaySinceNanos);
  }

  private static Duration jittered(Duration pause) {
    long nanos = pause.toNanos();
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
