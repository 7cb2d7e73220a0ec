package io.qtrace.conversion.memory;

import io.qtrace.conversion.page.Footprint;
import io.qtrace.conversion.page.Runs;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A RAM block as far as the trace has told. It may be known by its guest_memfd before an event
 * names it, and by its name before an event says where it lies. Not thread-safe.
 */
public final class RamBlock {

  static final int NO_MEMFD = -1;

  @Nullable String name;

  /**
   * The name is that of the memory region, which an allocation tells; the block's own may differ.
   */
  boolean isNamedByRegion;

  /** An allocation told where it lies, and would tell of other memory there. */
  boolean isAllocated;

  /** QEMU was reset in place: the block comes back, whatever its guest_memfd. */
  boolean survivesReset;

  /** Where it lies in QEMU; meaningful if it {@link #isPlaced}. */
  long host;

  boolean isPlaced;

  /** Bytes, as far as is known: the end of what was allocated or mapped. */
  long size;

  /** Behind the highest byte that is known to have been converted; only where size is unknown. */
  long reach;

  int guestMemfd = NO_MEMFD;

  Footprint footprint = new Footprint();

  final Runs runs = new Runs();

  /** As QEMU calls it; null if no event has told. */
  public @Nullable String name() {
    return name;
  }

  /** Whether it is known where it lies in QEMU. */
  public boolean isPlaced() {
    return isPlaced;
  }

  /** Where it lies in QEMU; meaningful if it {@link #isPlaced}. */
  public long host() {
    return host;
  }

  /** Which of its pages are shared. */
  public Footprint footprint() {
    return footprint;
  }

  /** Its pages that were converted one after the other. */
  public Runs runs() {
    return runs;
  }

  /** What topics and tables call it. */
  public String label() {
    return name == null ? "guest_memfd=" + guestMemfd : name;
  }

  boolean contains(long address) {
    return isPlaced && address - host >= 0 && address - host < size;
  }

  /** A conversion of these bytes was its own. */
  public void show(long offset, long bytes) {
    if (size == 0 && holds(offset, bytes)) {
      reach = Math.max(reach, offset + bytes);
    }
  }

  /**
   * Whether it may have these bytes; of unknown size, it may be twice as large as was seen of it.
   */
  boolean mayHold(long offset, long bytes) {
    return size > 0 ? holds(offset, bytes) : reach > offset / 2;
  }

  /** Whether that may be a byte of it, as far as is known. */
  boolean reaches(long address) {
    return isPlaced && address - host >= 0 && (size == 0 || address - host < size);
  }

  /** Whether the range can lie in it; a damaged record's may not. */
  public boolean holds(long offset, long bytes) {
    long end = size == 0 ? Footprint.MAX_BYTES : Math.min(size, Footprint.MAX_BYTES);
    return offset >= 0 && bytes >= 0 && offset <= end && bytes <= end - offset;
  }

  public void place(long address) {
    host = address;
    isPlaced = true;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeBoolean(name != null);
    out.writeText(name == null ? "" : name);
    out.writeBoolean(isPlaced);
    out.writeLong(host);
    out.writeLong(size);
    out.writeInt(guestMemfd);
    footprint.encode(out);
    out.writeBoolean(isNamedByRegion);
    out.writeBoolean(isAllocated);
    out.writeBoolean(survivesReset);
    out.writeLong(reach);
    runs.encode(out);
  }

  public static RamBlock decode(SnapshotReader in) throws IOException {
    var block = new RamBlock();
    boolean named = in.readBoolean();
    var name = in.readText();
    block.name = named ? name : null;
    block.isPlaced = in.readBoolean();
    block.host = in.readLong();
    block.size = in.readLong();
    block.guestMemfd = in.readInt();
    block.footprint = Footprint.decode(in);
    block.isNamedByRegion = in.isSince(4) && in.readBoolean();
    block.isAllocated = in.isSince(4) && in.readBoolean();
    block.survivesReset = in.isSince(4) && in.readBoolean();
    block.reach = in.isSince(5) ? in.readLong() : 0;
    if (in.isSince(6)) {
      block.runs.decode(in);
    }
    return block;
  }

  @Override
  public String toString() {
    return label() + "@0x" + Long.toHexString(host);
  }
}
