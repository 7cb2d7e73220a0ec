package io.qtrace.aggregation.expression;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.cel.BadExpressionException.Problem;
import io.qtrace.cel.MatchesValidator;
import io.qtrace.cel.Messages;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses, checks and compiles expressions. Names are resolved by us and stand for one variable per
 * type when the CEL library checks, so that one environment does for all events of all QEMUs:
 * setting one up takes a tenth of a second.
 */
public final class Expressions {

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setOptions(
              CelOptions.current()
                  .enableHeterogeneousNumericComparisons(true)
                  .maxRegexProgramSize(MatchesValidator.MOST_INSTRUCTIONS)
                  .build())
          .addFunctionDeclarations(Operators.declarations())
          .addVar(Resolver.variable(Type.INT), SimpleType.INT)
          .addVar(Resolver.variable(Type.DOUBLE), SimpleType.DOUBLE)
          .addVar(Resolver.variable(Type.BOOL), SimpleType.BOOL)
          .addVar(Resolver.variable(Type.STRING), SimpleType.STRING)
          .build();

  private static final CelValidator VALIDATOR =
      CelValidatorFactory.standardCelValidatorBuilder(CEL)
          .addAstValidators(new MatchesValidator())
          .build();

  private static final Messages MESSAGES = new Messages("there is", List.of());

  private static final Pattern TOO_LARGE =
      Pattern.compile("(\\d+) does not fit into an int of 64 bits");

  private Expressions() {}

  /**
   * @throws BadExpressionException if it is not CEL
   */
  public static Parsed parse(String text) throws BadExpressionException {
    if (text.isBlank()) {
      throw new BadExpressionException(List.of(new Problem(0, 0, "there is no expression")));
    }
    var parsed = CEL.parse(text);
    if (parsed.hasError()) {
      // what follows the first syntax error is mostly about the parser's recovery from it
      throw bad(text, parsed.getErrors().subList(0, 1));
    }
    var tree = tree(parsed);
    return new Parsed(text, tree.getExpr(), tree.getSource());
  }

  /**
   * Gives an expression's names their meaning.
   *
   * @throws BadExpressionException if a name is unknown, or types do not fit
   */
  public static Field compile(Parsed parsed, Names names) throws BadExpressionException {
    var resolver = new Resolver(parsed, names);
    var resolved = resolver.resolve(parsed.tree);
    resolver.throwIfAny();
    var checked = CEL.check(CelAbstractSyntaxTree.newParsedAst(resolved, parsed.source));
    if (checked.hasError()) {
      throw bad(parsed.text(), checked.getErrors());
    }
    var tree = tree(checked);
    var validated = VALIDATOR.validate(tree);
    if (validated.hasError()) {
      throw bad(parsed.text(), validated.getErrors());
    }
    return new Translator(parsed, resolver.leaves()).field(tree.getExpr());
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult sound) {
    try {
      return sound.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("without errors there is a tree", e);
    }
  }

  private static BadExpressionException bad(String text, List<CelIssue> issues) {
    return new BadExpressionException(
        issues.stream().map(issue -> advised(MESSAGES.problem(text, issue))).toList());
  }

  private static Problem advised(Problem problem) {
    var large = TOO_LARGE.matcher(problem.message());
    return large.matches()
        ? new Problem(
            problem.offset(),
            problem.length(),
            "%1$s is beyond the ints that CEL writes without a suffix; write %1$su"
                .formatted(large.group(1)))
        : problem;
  }
}
