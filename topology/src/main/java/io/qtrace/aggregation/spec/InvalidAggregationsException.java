package io.qtrace.aggregation.spec;

import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/** Carries every problem of a file of aggregations, so that one run is enough to correct it. */
public final class InvalidAggregationsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public InvalidAggregationsException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** How many there are, for people: {@code 1 error}, {@code 2 errors}. */
  public String count() {
    return diagnostics.size() == 1 ? "1 error" : diagnostics.size() + " errors";
  }
}
