package io.qtrace.aggregation.plan;

import io.qtrace.definition.Definitions;

/**
 * Definitions that aggregations are held against.
 *
 * @param title what messages call them, such as the name of a file
 */
public record KnownDefinitions(String title, Definitions definitions) {

  private static final int DIGITS = 8;

  /** For messages: the title and the beginning of the fingerprint. */
  String shown() {
    return "%s (definitions %s)".formatted(title, definitions.fingerprint().substring(0, DIGITS));
  }
}
