package io.qtrace.log;

import java.util.List;

/** An event's format as the steps that a line must take. Immutable. */
final class LinePattern {

  private final Step[] steps;

  /** The last step is an {@link EndStep}. */
  LinePattern(List<Step> steps) {
    this.steps = steps.toArray(Step[]::new);
  }

  /** The steps themselves, not a copy; nobody writes to them. */
  Step[] steps() {
    return steps;
  }
}
