package io.qtrace.cel;

import java.util.List;
import java.util.stream.Collectors;

/** Carries everything that is wrong with an expression or template. */
public final class BadExpressionException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * One problem.
   *
   * @param offset where in the text, in {@code char}s; its length for "at the end"
   * @param length how many {@code char}s are meant, at least 0
   */
  public record Problem(int offset, int length, String message) {}

  private final transient List<Problem> problems;

  public BadExpressionException(List<Problem> problems) {
    super(problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of the text; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
