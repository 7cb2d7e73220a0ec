package io.qtrace.alert.cel;

import io.qtrace.alert.window.WindowResult;
import java.util.stream.Collectors;

/** When an alert is on: a CEL expression of type bool. Immutable and thread-safe. */
public final class Condition {

  private final Compiled compiled;

  Condition(Compiled compiled) {
    this.compiled = compiled;
  }

  /** As it was written. */
  public String text() {
    return compiled.text();
  }

  /**
   * Takes about a microsecond.
   *
   * @throws EvaluationFailedException if it is neither true nor false
   */
  public boolean holds(WindowResult result) throws EvaluationFailedException {
    return (boolean) compiled.value(result);
  }

  /** The condition on one line with the values of its variables, for people. */
  public String explained(WindowResult result) {
    var oneLine = text().strip().replaceAll("\\s+", " ");
    var values =
        compiled.variables().stream()
            .filter(name -> result.value(name) != null)
            .map(name -> name + " = " + HumanText.of(result.value(name)))
            .collect(Collectors.joining(", "));
    return values.isEmpty() ? oneLine : "%s (%s)".formatted(oneLine, values);
  }

  @Override
  public String toString() {
    return text();
  }
}
