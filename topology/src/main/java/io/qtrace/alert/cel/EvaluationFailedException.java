package io.qtrace.alert.cel;

/** An expression has no value for this result, such as a division by zero; the message says why. */
public final class EvaluationFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  EvaluationFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
