package io.qtrace.alert.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import io.qtrace.alert.window.Scope;
import io.qtrace.alert.window.Variable;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.cel.BadExpressionException.Problem;
import io.qtrace.cel.MatchesValidator;
import io.qtrace.cel.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Compiles CEL over the results of one scope. Thread-safe. */
public final class Expressions {

  /** Setting one up takes a tenth of a second. */
  private static final Map<Scope, Expressions> BY_SCOPE = new ConcurrentHashMap<>();

  /**
   * Of all loops of one evaluation together. Rules are evaluated on the stream thread, where one
   * may take some milliseconds, not minutes.
   */
  private static final int MOST_ITERATIONS = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .maxRegexProgramSize(MatchesValidator.MOST_INSTRUCTIONS)
          .build();

  private static final Set<CelKind> PRINTABLE =
      Set.of(
          CelKind.BOOL,
          CelKind.INT,
          CelKind.UINT,
          CelKind.DOUBLE,
          CelKind.STRING,
          CelKind.TIMESTAMP,
          CelKind.DURATION);

  private final Messages messages;
  private final Cel cel;
  private final CelValidator validator;

  private Expressions(Scope scope) {
    messages =
        new Messages(
            scope.text() + " results have",
            scope.variables().stream().map(Variable::name).toList());
    var builder =
        CelFactory.standardCelBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addFunctionDeclarations(Functions.declarations())
            .addFunctionBindings(Functions.bindings());
    scope.variables().forEach(variable -> builder.addVar(variable.name(), type(variable)));
    cel = builder.build();
    validator =
        CelValidatorFactory.standardCelValidatorBuilder(cel)
            .addAstValidators(
                new MatchesValidator(),
                DurationLiteralValidator.INSTANCE,
                TimestampLiteralValidator.INSTANCE)
            .build();
  }

  public static Expressions over(Scope scope) {
    return BY_SCOPE.computeIfAbsent(scope, Expressions::new);
  }

  private static CelType type(Variable variable) {
    return switch (variable.kind()) {
      case INT -> SimpleType.INT;
      case DOUBLE -> SimpleType.DOUBLE;
      case BOOL -> SimpleType.BOOL;
      case STRING -> SimpleType.STRING;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
    };
  }

  /**
   * @throws BadExpressionException if it is not CEL, not of type bool, or about unknown variables
   */
  public Condition condition(String text) throws BadExpressionException {
    var compiled = compile(text);
    if (compiled.kind() != CelKind.BOOL) {
      throw problem(
          text, "the condition is of type %s; it has to be bool".formatted(name(compiled.kind())));
    }
    return new Condition(compiled);
  }

  /**
   * @param text with CEL expressions between double braces
   * @throws BadExpressionException with all that is wrong with all of its expressions
   */
  public Template template(String text) throws BadExpressionException {
    return Template.parse(text, this::printable);
  }

  private Compiled printable(String text) throws BadExpressionException {
    var compiled = compile(text);
    if (!PRINTABLE.contains(compiled.kind())) {
      throw problem(
          text, "a %s cannot be printed; choose one value".formatted(name(compiled.kind())));
    }
    return compiled;
  }

  private static String name(CelKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static BadExpressionException problem(String text, String message) {
    int start = text.length() - text.stripLeading().length();
    int end = Math.max(start, text.stripTrailing().length());
    return new BadExpressionException(List.of(new Problem(start, end - start, message)));
  }

  private Compiled compile(String text) throws BadExpressionException {
    if (text.isBlank()) {
      throw problem(text, "there is no expression");
    }
    // What follows the first syntax error is mostly about the parser's recovery from it.
    var parsed = cel.parse(text);
    if (parsed.hasError()) {
      throw bad(text, parsed.getErrors().subList(0, 1));
    }
    var checked = cel.check(tree(parsed));
    if (checked.hasError()) {
      throw bad(text, checked.getErrors());
    }
    var tree = tree(checked);
    var validated = validator.validate(tree);
    if (validated.hasError()) {
      throw bad(text, validated.getErrors());
    }
    try {
      return new Compiled(text, tree, cel.createProgram(tree));
    } catch (CelEvaluationException e) {
      throw problem(text, Messages.ofEvaluation(e));
    }
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult sound) {
    try {
      return sound.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("without errors there is a tree", e);
    }
  }

  private BadExpressionException bad(String text, List<CelIssue> issues) {
    return new BadExpressionException(
        issues.stream().map(issue -> messages.problem(text, issue)).toList());
  }
}
