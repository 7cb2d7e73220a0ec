package io.qtrace.cli.console;

/** Exit codes of every command. */
public final class ExitCode {

  public static final int DONE = 0;

  /** The input is bad, or a service cannot be reached. */
  public static final int BAD_INPUT = 1;

  public static final int USAGE = 2;

  /** A defect of qtrace; EX_SOFTWARE of sysexits.h. */
  public static final int INTERNAL = 70;

  private ExitCode() {}
}
