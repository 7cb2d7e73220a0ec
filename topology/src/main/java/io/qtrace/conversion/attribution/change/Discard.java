package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A discard, and the block that it names.
 *
 * @param block which may not have a known address yet
 * @param isNearLoss events may have been lost where it came, so perhaps its change
 */
public record Discard(RamBlock block, MemoryEvent.Discarded event, boolean isNearLoss) {

  private static final long SECOND_NS = 1_000_000_000L;

  /** Records of threads change places by milliseconds at most. */
  private static final long CLOCK_IS_SET_NS = SECOND_NS;

  /** In the block, whose address has to be known; negative if it is not its memory. */
  public long offset() {
    return event.host() - block.host();
  }

  long host() {
    return event.host();
  }

  public long length() {
    return event.length();
  }

  /** Whether it can have followed the change, as far as size, thread and time tell. */
  public boolean isLike(Change change) {
    return change.size() == length()
        && change.isOfThread(event.threadId())
        && !isBefore(change.event().epochNs());
  }

  /**
   * Whether it was done before that. Threads take the time before they write, so the order of the
   * trace is not that of time; but one thread's times do not go back, unless the clock is set.
   */
  private boolean isBefore(long epochNs) {
    boolean hasTime = event.epochNs() != MemoryEvent.Requested.NO_TIME;
    return hasTime && event.epochNs() < epochNs && epochNs - event.epochNs() < CLOCK_IS_SET_NS;
  }

  /** Whether it has a time that tells it from others: syslog's traditional ones are of seconds. */
  public boolean isTimed() {
    return event.epochNs() != MemoryEvent.Requested.NO_TIME && event.epochNs() % SECOND_NS != 0;
  }

  /** Whether it was done before that, or so much later that the clock was set. */
  boolean isPast(long epochNs) {
    return event.epochNs() < epochNs || event.epochNs() - epochNs >= CLOCK_IS_SET_NS;
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeInt(map.indexOf(block));
    out.writeLong(event.epochNs());
    out.writeText(event.block());
    out.writeLong(event.host());
    out.writeLong(event.length());
    out.writeInt(event.ret());
    out.writeLong(event.threadId());
    out.writeBoolean(isNearLoss);
  }

  /** Null if its block is gone. */
  static @Nullable Discard decode(SnapshotReader in, MemoryMap map) throws IOException {
    var block = map.block(in.readInt());
    var event =
        new MemoryEvent.Discarded(
            in.readLong(),
            in.readText(),
            in.readLong(),
            in.readLong(),
            in.readInt(),
            in.readLong());
    boolean isNearLoss = in.readBoolean();
    return block == null ? null : new Discard(block, event, isNearLoss);
  }
}
