package io.qtrace.embedded.place;

/** The stack cannot start. The message is for the user: what is wrong, where, and what to do. */
public final class EmbeddedException extends Exception {
  private static final long serialVersionUID = 1L;

  public EmbeddedException(String message) {
    super(message);
  }

  public EmbeddedException(String message, Throwable cause) {
    super(message, cause);
  }
}
