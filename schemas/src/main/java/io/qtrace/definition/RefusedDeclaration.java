package io.qtrace.definition;

import io.qtrace.text.Diagnostic;
import java.util.List;

/**
 * A declaration that cannot be read. The other events of its text can.
 *
 * @param events the events that it declares: one, or the two of a {@code tcg} event; none where not
 *     even the name can be read
 */
public record RefusedDeclaration(List<String> events, Diagnostic problem) {

  public RefusedDeclaration {
    events = List.copyOf(events);
  }
}
