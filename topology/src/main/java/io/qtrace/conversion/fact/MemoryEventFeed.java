package io.qtrace.conversion.fact;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;

/**
 * Passes on what a reader finds to {@link MemoryEvents}: those about memory, and how far the trace
 * has come. One per source; not thread-safe.
 */
public final class MemoryEventFeed {

  /** Bytes of a record of the simple format without arguments. */
  private static final int SMALLEST_EVENT = 32;

  private final MemoryEventReader reader;
  private MemoryEvents to = new MemoryFacts();

  private boolean hasPrevious;
  private long previousNs;
  private boolean hasTime;
  private long timeNs;
  private long unreportedBytes;

  public MemoryEventFeed(MemoryEventReader reader) {
    this.reader = reader;
  }

  /** What it has heard so far; {@link #backTo} is the way back. */
  public record Mark(
      boolean hasPrevious, long previousNs, boolean hasTime, long timeNs, long unreportedBytes) {}

  public Mark mark() {
    return new Mark(hasPrevious, previousNs, hasTime, timeNs, unreportedBytes);
  }

  /** Forgets what it has heard since; it is going to hear it again. */
  public void backTo(Mark mark) {
    hasPrevious = mark.hasPrevious;
    previousNs = mark.previousNs;
    hasTime = mark.hasTime;
    timeNs = mark.timeNs;
    unreportedBytes = mark.unreportedBytes;
  }

  /** Whom to pass on to from now on. */
  public void to(MemoryEvents next) {
    to = next;
  }

  /**
   * Any event of the trace.
   *
   * @param position in its source, in bytes
   */
  public void event(RawEvent event, long epochNs, long position) {
    unreportedBytes += event.to - event.from;
    // A time stamp counts once the next one confirms it: a damaged one would close all windows.
    if (hasPrevious) {
      long confirmed = Math.min(previousNs, epochNs);
      timeNs = hasTime ? Math.max(timeNs, confirmed) : confirmed;
      hasTime = true;
    }
    hasPrevious = true;
    previousNs = epochNs;
    if (reader.reads(event.definition)) {
      report();
      to.process(event.pid);
      reader.read(event, epochNs, position, to);
    }
  }

  /** QEMU lost events. */
  public void lost(long count) {
    report();
    to.lost(count);
  }

  /**
   * Bytes that could not be decoded. They are lost as much as what QEMU lost, unless no event about
   * memory can have been among them.
   */
  public void rejected(Rejection reason, int bytes) {
    switch (reason) {
      case DAMAGED -> lost(Math.max(1, bytes / SMALLEST_EVENT));
      case TRUNCATED, MISMATCH -> lost(1);
      case NO_HEADER, UNSUPPORTED_VERSION, UNMAPPED_ID, UNKNOWN_EVENT -> {}
    }
  }

  /** Reports how far the trace has come; to be called at the end of what is there. */
  public void report() {
    if (hasTime || unreportedBytes > 0) {
      to.progress(hasTime ? timeNs : Long.MIN_VALUE, unreportedBytes);
      unreportedBytes = 0;
    }
  }
}
