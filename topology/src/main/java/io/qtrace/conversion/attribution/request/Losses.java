package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.BitSet;

/**
 * What may be missing from the trace here. QEMU notes how many events it lost before it writes what
 * its ring still holds, so the hole lies up to 256 KiB behind the note; a request that is in the
 * hole may have its change behind it. That is over once each vCPU has been seen to go on, or after
 * the longest life of a request, in which pauses do not count. Losses that nobody notes show by
 * changes that nobody asked for. Not thread-safe.
 */
public final class Losses {

  /** Of {@code trace/simple.c}. */
  private static final long RING_BYTES = 256 << 10;

  /** No request lives longer, but those for GiB at once. */
  static final long LIFE_NS = 2_000_000_000L;

  /** Of so many changes the share without a request is known. */
  private static final int SAMPLE = 256;

  /** One of so many without a request is too much for chance. */
  private static final int TOLERATED = 32;

  private static final int FEWEST = 4;

  /** Of the trace, in which the hole may lie; negative behind it. */
  private long bytesLeft = -1;

  /** The most events that one of the losses has taken; 0 if nothing can be missing. */
  private long largest;

  /** When that ends, by {@link ActiveTime}; meaningful behind the hole. */
  private long untilNs = Long.MAX_VALUE;

  /** vCPUs that have left the guest in this trace. */
  private final BitSet known = new BitSet();

  /** Those of them that have not since the hole. */
  private final BitSet awaited = new BitSet();

  private int changes;
  private int orphans;

  public void lost(long count) {
    bytesLeft = RING_BYTES;
    largest = Math.max(largest, count);
    untilNs = Long.MAX_VALUE;
    awaited.clear();
  }

  /** Requests that were under way are not known any more, though nothing was lost. */
  public void forgot() {
    if (bytesLeft < 0) {
      untilNs = Long.MAX_VALUE;
      awaited.or(known);
    }
    largest = Long.MAX_VALUE;
  }

  public void read(long bytes) {
    if (bytesLeft >= 0) {
      bytesLeft -= bytes;
      if (bytesLeft < 0) {
        awaited.or(known);
      }
    }
  }

  /**
   * An event comes.
   *
   * @param activeNs now, by {@link ActiveTime}
   */
  public void event(long activeNs) {
    if (largest == 0 || bytesLeft >= 0) {
      return;
    }
    if (untilNs == Long.MAX_VALUE) {
      untilNs = activeNs + LIFE_NS;
    } else if (activeNs > untilNs) {
      largest = 0;
    }
  }

  public void exited(int vcpu) {
    known.set(vcpu);
    if (awaited.get(vcpu)) {
      awaited.clear(vcpu);
      largest = awaited.isEmpty() ? 0 : largest;
    }
  }

  /**
   * A change came.
   *
   * @param isOrphan although requests are traced, there was none for it
   */
  public void changed(boolean isOrphan) {
    changes++;
    orphans += isOrphan ? 1 : 0;
    if (changes == SAMPLE) {
      changes /= 2;
      orphans /= 2;
    }
  }

  /** The most events that a loss may have taken here; 0 if nothing can be missing. */
  public long here() {
    return isLeaking() ? Long.MAX_VALUE : largest;
  }

  /** Whether a loss may have taken as many events as that, here. */
  public boolean mayHide(int events) {
    return here() >= events;
  }

  /** Whether anything may be missing here. */
  public boolean isNear() {
    return mayHide(1);
  }

  /** Whether the hole may lie here, or further on. */
  public boolean isHoleAhead() {
    return bytesLeft >= 0;
  }

  private boolean isLeaking() {
    return orphans >= FEWEST && orphans * TOLERATED > changes;
  }

  /** The vCPUs that are known: any of them may be at a request here, as exits may be missing. */
  public BitSet vcpus() {
    return (BitSet) known.clone();
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeLong(bytesLeft);
    out.writeLong(largest);
    out.writeLong(untilNs);
    out.writeBits(known);
    out.writeBits(awaited);
    out.writeInt(changes);
    out.writeInt(orphans);
  }

  public void decode(SnapshotReader in) throws IOException {
    bytesLeft = in.readLong();
    largest = in.readLong();
    long until = in.readLong();
    untilNs = in.isSince(5) ? until : Long.MAX_VALUE; // before, this was the VM's time
    in.readBitsInto(known);
    in.readBitsInto(awaited);
    changes = in.readInt();
    orphans = in.readInt();
  }
}
