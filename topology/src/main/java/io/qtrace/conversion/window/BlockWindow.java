package io.qtrace.conversion.window;

import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.page.Footprint;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import org.roaringbitmap.RoaringBitmap;

/** One RAM block in one window. Not thread-safe. */
final class BlockWindow {

  final RamBlock block;
  final Counts counts = new Counts();
  private Latencies latencies = new Latencies();

  /** Pages that became shared, and private, in the window. */
  private final RoaringBitmap shared = new RoaringBitmap();

  private final RoaringBitmap madePrivate = new RoaringBitmap();

  /** Of the footprint, behind the last conversion of the window. */
  long sharedBytes;

  long peakSharedBytes;
  int splitFrames;
  int splitLargeFrames;

  BlockWindow(RamBlock block) {
    this.block = block;
  }

  /**
   * Counts a conversion that the footprint has taken in already.
   *
   * @param sharedBefore shared bytes before it
   */
  void add(Attributed conversion, long sharedBefore) {
    var event = conversion.event();
    counts.add(conversion);
    latencies.add(conversion);
    if (event.from() != event.to() && block.holds(event.offset(), event.size())) {
      var pages = event.to() == MemoryState.SHARED ? shared : madePrivate;
      Footprint.add(pages, event.offset(), event.size());
    }
    var footprint = block.footprint();
    sharedBytes = footprint.sharedBytes();
    splitFrames = footprint.splitFrames();
    splitLargeFrames = footprint.splitLargeFrames();
    peakSharedBytes = Math.max(peakSharedBytes, Math.max(sharedBefore, sharedBytes));
  }

  /** Takes back what was counted of a conversion, but for the pages it touched. */
  void remove(Attributed conversion) {
    counts.remove(conversion);
    latencies.remove(conversion);
  }

  Latencies latencies() {
    return latencies;
  }

  long pingPongPages() {
    return RoaringBitmap.andCardinality(shared, madePrivate);
  }

  void encode(SnapshotWriter out) throws IOException {
    counts.encode(out);
    out.writeLong(sharedBytes);
    out.writeLong(peakSharedBytes);
    out.writeInt(splitFrames);
    shared.serialize(out.data());
    madePrivate.serialize(out.data());
    latencies.encode(out.data());
    out.writeInt(splitLargeFrames);
  }

  /** Reads what {@link #encode} wrote. */
  void decode(SnapshotReader in) throws IOException {
    counts.decode(in);
    sharedBytes = in.readLong();
    peakSharedBytes = in.readLong();
    splitFrames = in.readInt();
    shared.deserialize(in.data());
    madePrivate.deserialize(in.data());
    if (in.isSince(6)) {
      latencies = Latencies.decode(in.data());
      splitLargeFrames = in.readInt();
    }
  }
}
