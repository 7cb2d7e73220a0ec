package io.qtrace.definition.scan;

import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/** Carries every problem found, so that one run is enough to fix a file. */
public final class InvalidTraceEventsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public InvalidTraceEventsException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** The problems in the order of the file. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
