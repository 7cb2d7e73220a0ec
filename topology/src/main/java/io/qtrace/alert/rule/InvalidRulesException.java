package io.qtrace.alert.rule;

import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/** Carries every problem of a rule file, so that one run is enough to correct it. */
public final class InvalidRulesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  InvalidRulesException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** The problems in the order of the file. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** How many there are, for people: {@code 1 error}, {@code 2 errors}. */
  public String count() {
    return diagnostics.size() == 1 ? "1 error" : diagnostics.size() + " errors";
  }
}
