package io.qtrace.log.pattern;

import io.qtrace.log.value.LineEnd;
import io.qtrace.log.value.Step;
import io.qtrace.log.value.StringValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event's format as the steps that a line must take. Not thread-safe. */
public final class LinePattern {

  /** The lines that are read step by step first: to compile a rare event never pays. */
  private static final int LINES_BEFORE_STRAIGHT = 20_000;

  private final Step[] steps;
  private final boolean isOfSeveralLines;
  private final boolean endsWithNewline;
  private final boolean hasStrings;
  private int lines;
  private @Nullable StraightLine straightLine;

  /**
   * The last step's value is a {@link LineEnd}, no other's is; the last newline has no step.
   *
   * @param isOfSeveralLines there are other newlines
   */
  LinePattern(List<Step> steps, boolean isOfSeveralLines, boolean endsWithNewline) {
    this.steps = steps.toArray(Step[]::new);
    this.isOfSeveralLines = isOfSeveralLines;
    this.endsWithNewline = endsWithNewline;
    hasStrings = steps.stream().anyMatch(step -> step.value() instanceof StringValue);
  }

  /** The steps themselves, not a copy; nobody writes to them. */
  public Step[] steps() {
    return steps;
  }

  /** Counts a line; null if there were few, or if the steps do not go straight. */
  @Nullable StraightLine straightLine() {
    if (lines < LINES_BEFORE_STRAIGHT && ++lines == LINES_BEFORE_STRAIGHT) {
      straightLine = StraightLine.of(steps);
    }
    return straightLine;
  }

  /** A string or the like is printed, which can be any text, but has no NUL. */
  public boolean hasStrings() {
    return hasStrings;
  }

  /** The format itself has a newline. */
  boolean hasNewline() {
    return isOfSeveralLines || endsWithNewline;
  }

  /** The format has newlines that lines of the log end at. */
  boolean isOfSeveralLines() {
    return isOfSeveralLines;
  }

  /**
   * The format ends with a newline, to which the log backend adds another, as many did up to QEMU
   * 4.0: an empty line follows the event's.
   */
  public boolean endsWithNewline() {
    return endsWithNewline;
  }
}
