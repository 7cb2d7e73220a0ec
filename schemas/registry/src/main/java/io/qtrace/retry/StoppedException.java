package io.qtrace.retry;

/** The application is closing, so a thread gave up what it waited for. */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException(String what) {
    super("stopped while waiting for " + what);
  }
}
