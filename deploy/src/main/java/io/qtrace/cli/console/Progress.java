package io.qtrace.cli.console;

/** How far a command is, on stderr; nothing where nobody looks at it. */
public interface Progress extends AutoCloseable {

  /**
   * @param done in the unit of the total, not less than before
   */
  void to(long done);

  @Override
  void close();

  /** Counts bytes. */
  static Progress ofBytes(Console console, boolean quiet, String task, long totalBytes) {
    return quiet || !console.interactive()
        ? new None()
        : new ProgressBarLine(console.err(), task, totalBytes);
  }

  /** Shows nothing. */
  record None() implements Progress {
    @Override
    public void to(long done) {}

    @Override
    public void close() {}
  }
}
