package io.qtrace.format;

/**
 * A format that C would not compile, or that this project does not print. The message says what to
 * do.
 */
public final class InvalidFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int from;
  private final int to;

  InvalidFormatException(int from, int to, String message) {
    super(message);
    this.problem = message;
    this.from = from;
    this.to = to;
  }

  /** What is wrong and what to do, one line: the message. */
  public String problem() {
    return problem;
  }

  /** Index of the first offending character in the format. */
  public int from() {
    return from;
  }

  /** Index behind the last offending character. */
  public int to() {
    return to;
  }
}
