package io.qtrace.registry;

/** The registry answers, but refuses: trying again would not help. The message says what to do. */
public final class RegistryRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RegistryRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
