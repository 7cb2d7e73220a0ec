package io.qtrace.retry;

/** A remote service cannot serve now but may later. The message is one line for the log. */
public final class UnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnavailableException(String reason) {
    super(reason);
  }

  public UnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
