package io.qtrace.conversion.window;

import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.life.Mark;
import io.qtrace.conversion.memory.Blocks;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.window.Times;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One VM in one window that is not closed yet. Not thread-safe. */
public final class VmWindow {

  final WindowSpec spec;
  final long startMs;
  final List<BlockWindow> blocks = new ArrayList<>(4);
  public final Counts unattributed = new Counts();
  long lateEvents;
  long droppedEvents;

  /** Requests of which it is certain that no change came. */
  long refused;

  /** Discards that gave no memory back. */
  long failedDiscards;

  final long[] marks = new long[Mark.count()];
  final ByVcpu byVcpu = new ByVcpu();

  /** The last loss of events that is counted in {@link #droppedEvents}. */
  private long lastLoss;

  VmWindow(WindowSpec spec, long startMs) {
    this.spec = spec;
    this.startMs = startMs;
  }

  long endMs() {
    return startMs + spec.sizeMs();
  }

  /** When it ends, in nanoseconds since the epoch. */
  public long endNs() {
    return Times.ns(endMs());
  }

  /** Conversions whose block is not known. */
  public long unattributed() {
    return unattributed.count();
  }

  public boolean hasConversions() {
    return unattributed.count() > 0 || !blocks.isEmpty();
  }

  public boolean hasConversionsToPrivate() {
    return unattributed.toPrivate > 0
        || blocks.stream().anyMatch(block -> block.counts.toPrivate > 0);
  }

  /** Whether all conversions have a block, and all blocks a name. */
  public boolean knowsAllNames() {
    return unattributed() == 0 && blocks.stream().allMatch(one -> one.block.name() != null);
  }

  /** Whether all conversions of the VM are here, and counted for their blocks. */
  boolean isComplete() {
    return droppedEvents == 0 && unattributed() == 0;
  }

  /**
   * Counts a conversion that the footprint has taken in already.
   *
   * @param sharedBefore shared bytes of its block before it
   * @param vcpu that made it; negative if that is not certain
   */
  void add(Attributed conversion, long sharedBefore, int vcpu) {
    byVcpu.add(vcpu, conversion.event().threadId());
    var block = conversion.block() == null ? null : block(conversion.block());
    if (block == null) {
      unattributed.add(conversion);
    } else {
      block.add(conversion, sharedBefore);
    }
  }

  /** The window of a block; made if there is none. Null if there are too many. */
  private @Nullable BlockWindow block(RamBlock block) {
    for (var one : blocks) {
      if (one.block == block) {
        return one;
      }
    }
    if (blocks.size() == Blocks.MAX) {
      return null; // of a QEMU that is started over and over
    }
    var made = new BlockWindow(block);
    blocks.add(made);
    return made;
  }

  /** The conversion is of none of its blocks: what pages it touched cannot be taken back. */
  void correct(Attributed conversion) {
    for (var one : blocks) {
      if (one.block == conversion.block()) {
        one.remove(conversion);
      }
    }
    unattributed.addUnattributed(conversion);
  }

  /** Of all its blocks. */
  public Latencies latencies() {
    var all = new Latencies();
    blocks.forEach(one -> all.add(one.latencies()));
    return all;
  }

  void add(Refused.Reason reason) {
    if (reason == Refused.Reason.DISCARD_FAILED) {
      failedDiscards++;
    } else {
      refused++;
    }
  }

  void lost(long loss, long count) {
    if (loss != lastLoss) {
      lastLoss = loss;
      droppedEvents += count;
    }
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeLong(startMs);
    unattributed.encode(out);
    out.writeLong(lateEvents);
    out.writeLong(droppedEvents);
    out.writeLong(lastLoss);
    out.writeLong(refused);
    out.writeList(
        blocks,
        one -> {
          int index = map.indexOf(one.block);
          out.writeInt(index);
          if (index < 0) {
            one.block.encode(out); // of a life before
          }
          one.encode(out);
        });
    out.writeLong(failedDiscards);
    for (long count : marks) {
      out.writeLong(count);
    }
    byVcpu.encode(out);
  }

  static VmWindow decode(SnapshotReader in, WindowSpec spec, MemoryMap map) throws IOException {
    var window = new VmWindow(spec, in.readLong());
    window.unattributed.decode(in);
    window.lateEvents = in.readLong();
    window.droppedEvents = in.readLong();
    window.lastLoss = in.readLong();
    window.refused = in.isSince(6) ? in.readLong() : 0;
    in.readList(
        () -> {
          @Nullable RamBlock known = map.block(in.readInt());
          var one = new BlockWindow(known == null ? RamBlock.decode(in) : known);
          one.decode(in);
          window.blocks.add(one);
        });
    if (in.isSince(7)) {
      window.failedDiscards = in.readLong();
      for (int i = 0; i < window.marks.length; i++) {
        window.marks[i] = in.readLong();
      }
      window.byVcpu.decode(in);
    }
    return window;
  }
}
