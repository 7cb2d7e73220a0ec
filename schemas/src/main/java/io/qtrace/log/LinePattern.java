package io.qtrace.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event's format as the steps that a line must take. Not thread-safe. */
final class LinePattern {

  /** The lines that are read step by step first: to compile a rare event never pays. */
  private static final int LINES_BEFORE_STRAIGHT = 20_000;

  private final Step[] steps;
  private final boolean hasNewline;
  private int lines;
  private @Nullable StraightLine straightLine;

  /** The last step's value is a {@link LineEnd}, no other's is. */
  LinePattern(List<Step> steps, boolean hasNewline) {
    this.steps = steps.toArray(Step[]::new);
    this.hasNewline = hasNewline;
  }

  /** The steps themselves, not a copy; nobody writes to them. */
  Step[] steps() {
    return steps;
  }

  /** Counts a line; null if there were few, or if the steps do not go straight. */
  @Nullable StraightLine straightLine() {
    if (lines < LINES_BEFORE_STRAIGHT && ++lines == LINES_BEFORE_STRAIGHT) {
      straightLine = StraightLine.of(steps);
    }
    return straightLine;
  }

  /** The format itself has a newline. */
  boolean hasNewline() {
    return hasNewline;
  }
}
