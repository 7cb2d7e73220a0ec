package io.qtrace.registry;

/** The registry answers, but refuses: trying again would not help. The message says what to do. */
public final class RegistryRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean aboutOneSchema;

  RegistryRefusedException(String message, Throwable cause) {
    super(message, cause);
    this.aboutOneSchema = false;
  }

  private RegistryRefusedException(Throwable cause, String message) {
    super(message, cause);
    this.aboutOneSchema = true;
  }

  /** The registry does not take this schema, but others of the same user. */
  static RegistryRefusedException ofOneSchema(String message, Throwable cause) {
    return new RegistryRefusedException(cause, message);
  }

  boolean isAboutOneSchema() {
    return aboutOneSchema;
  }
}
