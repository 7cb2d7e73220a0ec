package io.qtrace.alert.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelKind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.cel.Messages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A checked expression, ready to be evaluated. */
final class Compiled {

  private final String text;
  private final CelKind kind;
  private final List<String> variables;
  private final CelRuntime.Program program;

  Compiled(String text, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    this.text = text;
    this.kind = tree.getResultType().kind();
    this.variables = variablesIn(tree);
    this.program = program;
  }

  /** In the order in which they first occur. */
  private static List<String> variablesIn(CelAbstractSyntaxTree tree) {
    return tree.getReferenceMap().entrySet().stream()
        .filter(reference -> reference.getValue().overloadIds().isEmpty())
        .sorted(Map.Entry.comparingByKey())
        .map(reference -> reference.getValue().name())
        .distinct()
        .toList();
  }

  String text() {
    return text;
  }

  CelKind kind() {
    return kind;
  }

  /** Names of types and of macros' own variables may be among them. */
  List<String> variables() {
    return variables;
  }

  Object value(WindowResult result) throws EvaluationFailedException {
    try {
      return program.eval(name -> Optional.ofNullable(result.value(name)));
    } catch (CelEvaluationException e) {
      throw new EvaluationFailedException(Messages.ofEvaluation(e), e);
    }
  }
}
