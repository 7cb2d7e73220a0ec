package io.qtrace.alert.cel;

import io.qtrace.alert.window.WindowResult;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.cel.BadExpressionException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Text with CEL expressions between double braces. Immutable and thread-safe. */
public final class Template {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  /** Makes an expression of the text between the braces. */
  @FunctionalInterface
  interface Compiler {
    Compiled compile(String expression) throws BadExpressionException;
  }

  private sealed interface Part permits Literal, Inserted {}

  private record Literal(String text) implements Part {}

  private record Inserted(Compiled expression) implements Part {}

  private final String text;
  private final List<Part> parts;

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
  }

  static Template parse(String text, Compiler compiler) throws BadExpressionException {
    var parts = new ArrayList<Part>();
    var problems = new ArrayList<Problem>();
    int next = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, next)) {
      parts.add(new Literal(text.substring(next, open)));
      int start = open + OPEN.length();
      int end = text.indexOf(CLOSE, start);
      if (end < 0) {
        var message = "'{{' has no '}}' behind it";
        problems.add(new Problem(open, OPEN.length(), message));
        throw new BadExpressionException(problems);
      }
      try {
        parts.add(new Inserted(compiler.compile(text.substring(start, end))));
      } catch (BadExpressionException e) {
        e.problems().forEach(p -> problems.add(moved(p, start)));
      }
      next = end + CLOSE.length();
    }
    parts.add(new Literal(text.substring(next)));
    if (!problems.isEmpty()) {
      throw new BadExpressionException(problems);
    }
    return new Template(text, parts);
  }

  private static Problem moved(Problem problem, int by) {
    return new Problem(problem.offset() + by, problem.length(), problem.message());
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /**
   * An expression without a value leaves the reason in its place: half a text is better than none.
   */
  public String fill(WindowResult result) {
    var filled = new StringBuilder();
    for (var part : parts) {
      if (part instanceof Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Inserted inserted) {
        filled.append(value(inserted.expression(), result));
      }
    }
    return filled.toString();
  }

  private static String value(Compiled expression, WindowResult result) {
    try {
      return HumanText.of(expression.value(result));
    } catch (EvaluationFailedException e) {
      return "{{%s: %s}}".formatted(expression.text(), e.getMessage());
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
