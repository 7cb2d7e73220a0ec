package io.qtrace.aggregation.window;

/** What there is of a pair that is none. */
public enum Lack {
  /** An end whose start is not known. */
  UNMATCHED_END("unmatchedEnds"),
  /** A start without an end in time, or that there was no room for. */
  UNFINISHED("unfinished"),
  /** A start without an end in time, as another process has taken its QEMU's place. */
  ABANDONED("abandoned"),
  /** A start that came again before its end. */
  RESTARTED("restarted");

  private final String field;

  Lack(String field) {
    this.field = field;
  }

  /** What results call their number. */
  String field() {
    return field;
  }
}
