package io.qtrace.cli.console;

import org.jspecify.annotations.Nullable;

/** A command cannot go on. The message says where, what, and what to do. */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private Failure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The input, or something qtrace talks to, is not as it must be. */
  public static Failure badInput(String message) {
    return new Failure(ExitCode.BAD_INPUT, message, null);
  }

  public static Failure badInput(String message, Throwable cause) {
    return new Failure(ExitCode.BAD_INPUT, message, cause);
  }

  /** The command line or the configuration is wrong. */
  public static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message, null);
  }

  public int exitCode() {
    return exitCode;
  }
}
