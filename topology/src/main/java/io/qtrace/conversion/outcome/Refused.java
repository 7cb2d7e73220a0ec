package io.qtrace.conversion.outcome;

import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryState;
import org.jspecify.annotations.Nullable;

/**
 * What a guest asked for in vain, or in part, where that is certain.
 *
 * @param epochNs {@link MemoryEvent.Requested#NO_TIME} if that is not known
 * @param gpa null for a discard
 * @param block its name; null if it is not known, or none
 * @param offset in the block; null if that is not known
 * @param threadId -1 if the trace does not tell
 * @param ret of a discard that failed; else 0
 */
public record Refused(
    Reason reason,
    long epochNs,
    @Nullable Long gpa,
    @Nullable String block,
    @Nullable Long offset,
    long size,
    MemoryState to,
    Cause cause,
    long threadId,
    int ret) {

  /** Why. */
  public enum Reason {
    /** Nothing lies at the address that can be converted: a device, for example. */
    NOTHING_THERE("nothing-there"),
    /** The vCPU went on, and no change had come. */
    NO_CHANGE("no-change"),
    /** It was converted, but the shared pages could not be given back: they stay in use. */
    DISCARD_FAILED("discard-failed");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** As it stands in topics. */
    public String text() {
      return text;
    }
  }

  /** A request. */
  public static Refused of(MemoryEvent.Requested request, Reason reason, Cause cause) {
    return new Refused(
        reason,
        request.epochNs(),
        request.gpa(),
        null,
        null,
        request.size(),
        request.to(),
        cause,
        request.threadId(),
        0);
  }

  /** The same where it is known which place in which block was meant. */
  public Refused in(@Nullable String block, long offset) {
    return new Refused(reason, epochNs, gpa, block, offset, size, to, cause, threadId, ret);
  }

  /** A discard that failed. */
  public static Refused of(MemoryEvent.Discarded discard, @Nullable Long offset) {
    return new Refused(
        Reason.DISCARD_FAILED,
        discard.epochNs(),
        null,
        discard.block(),
        offset,
        discard.length(),
        MemoryState.PRIVATE,
        Cause.UNKNOWN,
        discard.threadId(),
        discard.ret());
  }
}
