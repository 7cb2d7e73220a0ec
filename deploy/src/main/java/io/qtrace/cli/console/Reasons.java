package io.qtrace.cli.console;

/** Exceptions in a user's words, as everywhere. */
public final class Reasons {

  private Reasons() {}

  public static String of(Throwable e) {
    return io.qtrace.text.Reasons.of(e);
  }
}
