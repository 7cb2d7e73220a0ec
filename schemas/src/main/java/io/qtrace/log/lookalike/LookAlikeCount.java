package io.qtrace.log.lookalike;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the lines of a log that are no events, and how many of them look like some. */
public final class LookAlikeCount {

  private final LookAlikes lookAlikes;
  private final UnreadSearch search = new UnreadSearch();
  private long others;
  private long alike;
  private @Nullable LookAlike first;
  private @Nullable UnreadPart unread;

  public LookAlikeCount(LookAlikes lookAlikes) {
    this.lookAlikes = lookAlikes;
  }

  /** Takes a line that is no event. */
  public void add(byte[] b, int from, int to) {
    others++;
    if (unread == null) {
      unread = search.look(b, from, to);
    }
    if (lookAlikes.contain(b, from, to)) {
      alike++;
      if (first == null) {
        first = lookAlikes.describe(b, from, to);
      }
    }
  }

  /** What a part of them is that is no text that is read; empty if all are text. */
  public Optional<UnreadPart> unread() {
    return Optional.ofNullable(unread);
  }

  /** Where that part begins, in the buffer of the line that was added last. */
  public int unreadFrom() {
    return search.from();
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
   * half of all look like events but are none.
   *
   * @param events of the log, those included that do not fit their definitions
   */
  public boolean isDoubtful(long events) {
    return others > 0 && (events == 0 || alike * 2 > events + others);
  }
}
