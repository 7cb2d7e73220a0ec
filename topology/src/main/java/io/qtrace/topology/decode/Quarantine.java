package io.qtrace.topology.decode;

import io.qtrace.registry.RegistryRefusedException;
import io.qtrace.retry.StoppedException;
import io.qtrace.task.LastUsed;
import io.qtrace.topic.refusal.KafkaRefusedException;
import io.qtrace.topology.raw.RawRecord;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.internals.FailedProcessingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw records at which the stage fails. Each failure aborts the transaction, another thread takes
 * over and the record comes again; after {@value #MAX_FAILURES} it becomes a dead letter before
 * anything is done with it. What Kafka, the registry or the disk did is not the record's fault.
 *
 * <p>Counts in memory: after a restart a record has as many tries again. Thread-safe.
 */
public final class Quarantine {

  static final int MAX_FAILURES = 3;

  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

  /** As many may fail at the same time; there are as many partitions at most. */
  private static final int MAX_PLACES = 10_000;

  private record Failures(int count, String last) {}

  private final Map<String, Failures> byPlace = new LastUsed<>(MAX_PLACES);

  /** Almost never, so nobody waits for a lock. */
  private volatile boolean isUsed;

  /**
   * Counts a failure, if it is the record's.
   *
   * @return what is to be thrown
   */
  synchronized RuntimeException failed(RawRecord raw, Throwable failure) {
    if (failure instanceof RuntimeException other && !isOfTheRecord(failure)) {
      return other;
    }
    var place = raw.place();
    var before = byPlace.get(place);
    int count = before == null ? 1 : before.count + 1;
    isUsed = true;
    byPlace.put(place, new Failures(count, String.valueOf(root(failure))));
    var message =
        "raw record %s of VM %s failed, %d of %d times"
            .formatted(place, raw.vm(), count, MAX_FAILURES);
    log.error("{}; this is an error in qtrace", message, failure);
    return new RecordFailedException(message, failure);
  }

  /** Why the record has to be left out; null if it has not. */
  @Nullable String sentence(RawRecord raw) {
    return isUsed ? sentence(raw.place()) : null;
  }

  private synchronized @Nullable String sentence(String place) {
    var failures = byPlace.get(place);
    return failures == null || failures.count < MAX_FAILURES
        ? null
        : "the stage failed %d times at this record, the last time with %s; this is an error in qtrace"
            .formatted(failures.count, failures.last);
  }

  private static boolean isOfTheRecord(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      boolean isAround = cause instanceof FailedProcessingException;
      if ((cause instanceof KafkaException && !isAround)
          || cause instanceof StoppedException
          || cause instanceof RegistryRefusedException
          || cause instanceof KafkaRefusedException) {
        return false;
      }
    }
    return true;
  }

  private static Throwable root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
