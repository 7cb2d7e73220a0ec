package io.qtrace.simulator.scenario;

import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/** Carries every problem of a scenario, so that one run is enough to correct it. */
public final class InvalidScenarioException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int problems;

  InvalidScenarioException(List<Diagnostic> problems) {
    super(problems.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.problems = problems.size();
  }

  /** How many there are, for people: {@code 1 error}, {@code 2 errors}. */
  public String count() {
    return problems == 1 ? "1 error" : problems + " errors";
  }
}
