package io.qtrace.topology.silence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which of a task's keys have not been heard of for some time, in which the task was up to date.
 * Not thread-safe.
 */
public final class SilentKeys {

  private final long timeoutMs;
  private final IdleClock clock;

  /** By the clock of idleness. */
  private final Map<String, Long> lastSeenMs = new HashMap<>();

  /**
   * @param timeout how long a key is not heard of before it is silent
   */
  public SilentKeys(Duration timeout, long nowMs) {
    this.timeoutMs = timeout.toMillis();
    this.clock = new IdleClock(timeoutMs, nowMs);
  }

  /**
   * A record came, whatever its key.
   *
   * @param timestampMs the record's own time
   */
  public void record(long timestampMs, long nowMs) {
    clock.record(timestampMs, nowMs);
  }

  public void seen(String key) {
    lastSeenMs.put(key, clock.millis());
  }

  /** No sign of life, but from now on there is something to be closed when it falls silent. */
  public void expect(String key) {
    lastSeenMs.putIfAbsent(key, clock.millis());
  }

  /** As {@link #seen}, if the key is waited for. */
  public void seenIfExpected(String key) {
    lastSeenMs.computeIfPresent(key, (same, seen) -> clock.millis());
  }

  /** There is nothing to be closed. */
  public void forget(String key) {
    lastSeenMs.remove(key);
  }

  /** Those that are silent; to be called every now and then. */
  public List<String> silent(long nowMs) {
    return silent(nowMs, Integer.MAX_VALUE, key -> true);
  }

  /** The same for at most so many, and only for keys that may be silent. */
  public List<String> silent(long nowMs, int most, Predicate<String> mayBe) {
    clock.tick(nowMs);
    long limit = clock.millis() - timeoutMs;
    var silent = new ArrayList<String>();
    lastSeenMs.forEach(
        (key, seenMs) -> {
          if (seenMs <= limit && silent.size() < most && mayBe.test(key)) {
            silent.add(key);
          }
        });
    return silent;
  }
}
