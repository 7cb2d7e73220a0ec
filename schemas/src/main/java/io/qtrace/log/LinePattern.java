package io.qtrace.log;

import java.util.List;

/** An event's format as the steps that a line must take. Immutable. */
final class LinePattern {

  private final Step[] steps;
  private final boolean hasNewline;

  /** The last step's value is a {@link LineEnd}, no other's is. */
  LinePattern(List<Step> steps, boolean hasNewline) {
    this.steps = steps.toArray(Step[]::new);
    this.hasNewline = hasNewline;
  }

  /** The steps themselves, not a copy; nobody writes to them. */
  Step[] steps() {
    return steps;
  }

  /** The format itself has a newline. */
  boolean hasNewline() {
    return hasNewline;
  }
}
