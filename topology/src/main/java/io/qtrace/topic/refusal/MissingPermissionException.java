package io.qtrace.topic.refusal;

import org.apache.kafka.common.errors.AuthorizationException;

/** What is missing, in the words of kafka-acls; Kafka's own exceptions do not name operations. */
public final class MissingPermissionException extends AuthorizationException {

  private static final long serialVersionUID = 1L;

  public MissingPermissionException(String permissions) {
    super(permissions);
  }
}
