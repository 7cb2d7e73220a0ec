package io.qtrace.alertmanager;

/** An Alertmanager accepts nothing from us. The message says which, and what to do. */
public final class ForbiddenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ForbiddenException(String message) {
    super(message);
  }
}
