package io.qtrace.topic;

import io.qtrace.retry.UnavailableException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sorts Kafka's exceptions into those that may pass and those that need a person. */
public final class KafkaFailures {

  private KafkaFailures() {}

  /**
   * Returns what may pass with time.
   *
   * @throws KafkaRefusedException for what will not
   */
  static UnavailableException sorted(String bootstrap, Throwable failure) {
    var refusal = refusal(failure);
    if (refusal != null) {
      throw new KafkaRefusedException("Kafka at " + bootstrap + " refuses: " + refusal, failure);
    }
    return new UnavailableException(reason(failure), failure);
  }

  /** What the log says while Kafka is away. */
  static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    if (failure instanceof TimeoutException) {
      return "no broker answers, check bootstrap";
    }
    if (failure instanceof InvalidReplicationFactorException) { // may be but a broker's restart
      return oneLine(failure)
          + "; start more brokers, or set topics.replication to at most their number";
    }
    return unresolvable(failure) ? "unknown host, check bootstrap" : oneLine(failure);
  }

  /** What to do about a failure that does not pass; null if it may pass. */
  public static @Nullable String refusal(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException) {
        return "not authenticated (" + oneLine(cause) + "); check kafka.sasl.* and kafka.ssl.*";
      }
      if (cause instanceof AuthorizationException) {
        return "not permitted (" + oneLine(cause) + "); give this user the ACLs it needs";
      }
      if (cause instanceof PolicyViolationException
          || cause instanceof InvalidConfigurationException) {
        return oneLine(cause) + "; create the topic yourself, or change topics.*";
      }
    }
    return null;
  }

  private static boolean unresolvable(Throwable failure) {
    return failure instanceof ConfigException
        || failure.getCause() instanceof ConfigException
        || String.valueOf(failure.getMessage()).contains("resolvable bootstrap");
  }

  /** The message's first line. */
  public static String oneLine(Throwable failure) {
    var message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
