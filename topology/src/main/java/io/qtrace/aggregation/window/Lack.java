package io.qtrace.aggregation.window;

import io.qtrace.aggregation.spec.Aggregation;
import java.util.List;

/** What there is of a pair that is none, and what is not known of states. */
public enum Lack {
  /** An end whose start is not known. */
  UNMATCHED_END("unmatchedEnds"),
  /** A start without an end in time, or that there was no room for. */
  UNFINISHED("unfinished"),
  /** A start without an end in time, as another process has taken its QEMU's place. */
  ABANDONED("abandoned"),
  /** A start that came again before its end. */
  RESTARTED("restarted"),
  /** A thing whose state there was no room for any more. */
  FORGOTTEN("forgotten"),
  /** Nanoseconds in a state that events may have ended which were lost. */
  UNSURE("unsure");

  private static final List<Lack> OF_PAIRS =
      List.of(UNMATCHED_END, UNFINISHED, ABANDONED, RESTARTED);
  private static final List<Lack> OF_STATES = List.of(FORGOTTEN, UNSURE);

  private final String field;

  Lack(String field) {
    this.field = field;
  }

  /** Those that results of an aggregation have. */
  static List<Lack> of(Aggregation aggregation) {
    return aggregation.isOfPairs() ? OF_PAIRS : aggregation.isOfStates() ? OF_STATES : List.of();
  }

  /** What results call their number. */
  String field() {
    return field;
  }
}
