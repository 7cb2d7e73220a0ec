package io.qtrace.log.lookalike;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the lines of a log that are no events, and how many of them look like some. */
public final class LookAlikeCount {

  /** So many NULs with a character in front of each are of text that has two bytes for each. */
  private static final int WIDE_NULS = 16;

  private final LookAlikes lookAlikes;
  private long others;
  private long alike;
  private @Nullable LookAlike first;
  private int nulsInTurn;

  public LookAlikeCount(LookAlikes lookAlikes) {
    this.lookAlikes = lookAlikes;
  }

  /** Takes a line that is no event. */
  public void add(byte[] b, int from, int to) {
    others++;
    countNuls(b, from, to);
    if (lookAlikes.contain(b, from, to)) {
      alike++;
      if (first == null) {
        first = lookAlikes.describe(b, from, to);
      }
    }
  }

  private void countNuls(byte[] b, int from, int to) {
    if (nulsInTurn < WIDE_NULS) {
      nulsInTurn = to - from != 1 ? 0 : b[from] == 0 ? nulsInTurn + 1 : nulsInTurn;
    }
  }

  /** Whether some of them are UTF-16, of which each character is a line and a NUL. */
  public boolean areWide() {
    return nulsInTurn == WIDE_NULS;
  }

  /** Lines that are no events. */
  public long others() {
    return others;
  }

  /** Those of them that look like events. */
  public long alike() {
    return alike;
  }

  /** The first that does. */
  public Optional<LookAlike> first() {
    return Optional.ofNullable(first);
  }

  /**
   * Whether the log does not seem to be one of these definitions: no line is an event, or more than
   * half of all look like events but are none; or part of it is no text that is read.
   *
   * @param events of the log, those included that do not fit their definitions
   */
  public boolean isDoubtful(long events) {
    return others > 0 && (events == 0 || alike * 2 > events + others || areWide());
  }
}
