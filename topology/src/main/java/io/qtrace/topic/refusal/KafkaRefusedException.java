package io.qtrace.topic.refusal;

/** Kafka answers, but refuses: trying again would not help. The message says what to do. */
public final class KafkaRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public KafkaRefusedException(String message) {
    super(message);
  }

  public KafkaRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
