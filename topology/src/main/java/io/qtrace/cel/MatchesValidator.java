package io.qtrace.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.validator.CelAstValidator;

/**
 * Holds the patterns of {@code matches} against what evaluates them: RE2, whose time is linear, but
 * whose program grows with counted repetitions. A pattern has to be a literal, since a name that a
 * VM has given itself could be any pattern.
 */
public final class MatchesValidator implements CelAstValidator {

  /** Instructions of a compiled pattern. */
  public static final int MOST_INSTRUCTIONS = 10_000;

  /** More repetitions than that are not even compiled. */
  private static final double MOST_REPETITIONS = 100_000;

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

  @Override
  public void validate(CelNavigableAst tree, Cel cel, IssuesFactory issues) {
    tree.getRoot()
        .allNodes()
        .filter(node -> node.getKind() == ExprKind.Kind.CALL)
        .map(CelNavigableExpr::expr)
        .filter(expression -> expression.call().function().equals("matches"))
        .map(MatchesValidator::pattern)
        .forEach(pattern -> validate(pattern, issues));
  }

  /** The last argument, both of {@code text.matches(p)} and of {@code matches(text, p)}. */
  private static CelExpr pattern(CelExpr matches) {
    var arguments = matches.call().args();
    return arguments.get(arguments.size() - 1);
  }

  private static void validate(CelExpr pattern, IssuesFactory issues) {
    if (pattern.exprKind().getKind() != ExprKind.Kind.CONSTANT
        || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      issues.addError(
          pattern.id(),
          "the pattern of 'matches' has to be a literal, such as '^ram[0-9]+$'; use startsWith, endsWith, contains or == with a value");
      return;
    }
    var text = pattern.constant().stringValue();
    try {
      if (repetitions(text) > MOST_REPETITIONS
          || Pattern.compile(text).programSize() > MOST_INSTRUCTIONS) {
        issues.addError(
            pattern.id(), "the regular expression is too large; repeat less in it, {n} above all");
      }
    } catch (PatternSyntaxException e) {
      issues.addError(
          pattern.id(),
          "not a regular expression: %s '%s'".formatted(e.getDescription(), e.getPattern()));
    }
  }

  /** The product of all counts: at least how often anything in it is repeated. */
  private static double repetitions(String pattern) {
    double product = 1;
    var counts = REPETITION.matcher(pattern);
    while (counts.find()) {
      var most = counts.group(2) == null || counts.group(2).isEmpty() ? 1 : 2;
      product *= Math.max(1, Double.parseDouble(counts.group(most)));
    }
    return product;
  }
}
