package io.qtrace.topic.refusal;

import io.qtrace.retry.UnavailableException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.utils.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** Sorts Kafka's exceptions into those that may pass and those that need a person. */
public final class KafkaFailures {

  private static final int MOST_SHOWN = 5;
  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  private KafkaFailures() {}

  /**
   * Makes a client.
   *
   * @throws KafkaException if no name in {@code bootstrap} can be resolved, which may pass
   * @throws KafkaRefusedException if the settings are of no use, such as a key store that is not
   *     there
   */
  public static Admin admin(String bootstrap, Map<String, Object> config) {
    try {
      return Admin.create(config);
    } catch (KafkaException e) {
      if (unresolvable(e)) {
        throw e;
      }
      var reason = because(e);
      throw new KafkaRefusedException(
          "Kafka at %s cannot be asked with these kafka.* settings: %s; %s"
              .formatted(bootstrap, reason, remedy(reason, config)),
          e);
    }
  }

  /** Tokens are fetched only from where the JVM is told that they may be. */
  private static String remedy(String reason, Map<String, Object> config) {
    return reason.contains(ALLOWED_URLS)
        ? "start qtrace with QTRACE_JAVA_OPTS=-D%s=%s"
            .formatted(ALLOWED_URLS, config.get("sasl.oauthbearer.token.endpoint.url"))
        : "see docs/security.md";
  }

  /**
   * Returns what may pass with time.
   *
   * @throws KafkaRefusedException for what will not
   */
  public static UnavailableException sorted(String bootstrap, Throwable failure) {
    var refusal = refusal(failure, "");
    if (refusal != null) {
      throw new KafkaRefusedException("Kafka at " + bootstrap + " refuses: " + refusal, failure);
    }
    return new UnavailableException(reason(failure), failure);
  }

  /** What the log says while Kafka is away. */
  public static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    if (failure instanceof TimeoutException) {
      return "no broker answers, check bootstrap and kafka.security.protocol";
    }
    if (failure instanceof InvalidReplicationFactorException) { // may be but a broker's restart
      return oneLine(failure)
          + "; start more brokers, or set topics.replication to at most their number";
    }
    return unresolvable(failure) ? "unknown host, check bootstrap" : oneLine(failure);
  }

  /**
   * What to do about a failure that does not pass; null if it may pass.
   *
   * @param transactionalIds how the client's begin, or the one it has; Kafka does not tell
   */
  public static @Nullable String refusal(Throwable failure, String transactionalIds) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SslAuthenticationException) {
        return "no TLS connection (%s); check kafka.ssl.*, and that the broker's certificate names the host in bootstrap"
            .formatted(because(cause));
      }
      if (cause instanceof AuthenticationException) {
        return "not authenticated (" + oneLine(cause) + "); check kafka.sasl.* and kafka.ssl.*";
      }
      if (cause instanceof AuthorizationException refused) {
        return notPermitted(permission(refused, transactionalIds));
      }
      if (cause instanceof PolicyViolationException
          || cause instanceof InvalidConfigurationException) {
        return oneLine(cause) + "; create the topic yourself, or change topics.*";
      }
    }
    return null;
  }

  /**
   * What to do about a permission that is missing.
   *
   * @param permission such as {@code Read on group qtrace}
   */
  public static String notPermitted(String permission) {
    return "not permitted: %s; give this user the ACLs it needs, see docs/security.md"
        .formatted(permission);
  }

  /** In the words of kafka-acls, such as {@code Write on topic qtrace-ledger}. */
  public static String permission(AclOperation operation, Collection<String> topics) {
    return SecurityUtils.operationName(operation) + " on topic " + some(topics);
  }

  private static String some(Collection<String> topics) {
    var sorted = new TreeSet<>(topics);
    var shown = String.join(", ", sorted.stream().limit(MOST_SHOWN).toList());
    return sorted.size() <= MOST_SHOWN ? shown : shown + ", …, " + sorted.last();
  }

  private static String permission(AuthorizationException refused, String transactionalIds) {
    if (refused instanceof GroupAuthorizationException group) {
      return "Read on group " + group.groupId();
    }
    if (refused instanceof TransactionalIdAuthorizationException) {
      return "Write on transactional id " + transactionalIds;
    }
    return refused instanceof TopicAuthorizationException topics
        ? "Read or Write on topic " + some(topics.unauthorizedTopics())
        : oneLine(refused);
  }

  private static boolean unresolvable(Throwable failure) {
    var cause = failure instanceof ConfigException ? failure : failure.getCause();
    return (cause instanceof ConfigException || failure instanceof KafkaException)
        && (failure + " " + cause).contains("resolvable bootstrap");
  }

  /** The messages of the causes, from what failed to why, without what only repeats another. */
  private static String because(Throwable failure) {
    var text = new StringBuilder();
    for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      var message = oneLine(cause);
      if (!isWrapper(cause, message) && text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
    }
    return text.isEmpty() ? oneLine(failure) : text.toString();
  }

  private static boolean isWrapper(Throwable failure, String message) {
    var cause = failure.getCause();
    return cause != null
        && (message.startsWith("Failed to create new ") || message.endsWith(oneLine(cause)));
  }

  /** The message's first line. */
  public static String oneLine(Throwable failure) {
    var message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
