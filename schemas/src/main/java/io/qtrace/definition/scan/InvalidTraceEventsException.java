package io.qtrace.definition.scan;

import static java.util.stream.Collectors.joining;

import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Carries every problem found, so that one run is enough to fix a file; the message has the first.
 */
public final class InvalidTraceEventsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_SHOWN = 20;

  /** How the line of an event begins, also of one that cannot be read. */
  private static final Pattern DECLARATION =
      Pattern.compile("\\s*(?:(?:disable|vcpu|tcg) +)*\\w[^\\s(\"=;]* *\\([^\"=;]*(\\)|$)");

  private final transient List<Diagnostic> diagnostics;

  public InvalidTraceEventsException(List<Diagnostic> diagnostics) {
    super(message(diagnostics));
    this.diagnostics = List.copyOf(diagnostics);
  }

  private static String message(List<Diagnostic> diagnostics) {
    int more = diagnostics.size() - MAX_SHOWN;
    return diagnostics.stream().limit(MAX_SHOWN).map(Diagnostic::toString).collect(joining("\n"))
        + (more > 0 ? "\n… and %,d more".formatted(more) : "");
  }

  /** Whether hardly a line even begins as declarations do: it is something else. */
  public boolean declaresNothing() {
    long like =
        diagnostics.stream()
            .filter(bad -> DECLARATION.matcher(bad.sourceLine()).lookingAt())
            .count();
    return like * 5 < diagnostics.size();
  }

  /** The problems in the order of the file. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
