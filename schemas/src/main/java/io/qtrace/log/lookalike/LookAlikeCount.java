package io.qtrace.log.lookalike;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the lines of a log that are no events, and how many of them look like some. */
public final class LookAlikeCount {

  /** So many NULs with a character in front of each are of text that has two bytes for each. */
  private static final int WIDE_NULS = 16;

  /** A line is binary with so many bytes that no text has, if one of so many is one. */
  private static final int BINARY_BYTES = 4;

  private static final int TEXT_BYTES_FOR_EACH = 20;

  private final LookAlikes lookAlikes;
  private long others;
  private long alike;
  private @Nullable LookAlike first;
  private @Nullable UnreadPart unread;
  private int nulsInTurn;

  public LookAlikeCount(LookAlikes lookAlikes) {
    this.lookAlikes = lookAlikes;
  }

  /** Takes a line that is no event. */
  public void add(byte[] b, int from, int to) {
    others++;
    if (unread == null) {
      lookForUnread(b, from, to);
    }
    if (lookAlikes.contain(b, from, to)) {
      alike++;
      if (first == null) {
        first = lookAlikes.describe(b, from, to);
      }
    }
  }

  private void lookForUnread(byte[] b, int from, int to) {
    // Of UTF-16 each character is a line and a NUL.
    nulsInTurn = to - from != 1 ? 0 : b[from] == 0 ? nulsInTurn + 1 : nulsInTurn;
    if (nulsInTurn == WIDE_NULS) {
      unread = UnreadPart.UTF_16;
    } else if (isBinary(b, from, to)) {
      unread = UnreadPart.BINARY;
    }
  }

  private static boolean isBinary(byte[] b, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += isOfNoText(b[i]) ? 1 : 0;
    }
    return count >= BINARY_BYTES && count * TEXT_BYTES_FOR_EACH >= to - from;
  }

  /** Tabs, form feeds, backspaces and bells are printed; NULs are gaps; escapes colour. */
  private static boolean isOfNoText(byte b) {
    return (b > 0 && b < 7) || (b > 13 && b < 32 && b != 27) || b == 127;
  }

  /** What a part of them is that is no text that is read; empty if all are text. */
  public Optional<UnreadPart> unread() {
    return Optional.ofNullable(unread);
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
    return others > 0 && (events == 0 || alike * 2 > events + others || unread != null);
  }
}
