package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Rule;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;

/**
 * A change says what state its range was in. Where all conversions are known, a block in which it
 * was not in that state is not the change's: then none is named. Not thread-safe.
 */
public final class FromVeto {

  /** So much more often than not states have to agree before one that does not is a veto. */
  private static final int TRUSTED = 16;

  private static final int MOST = 4 * TRUSTED;

  /** One that does not agree weighs as much as so many that do. */
  private static final int CONTRADICTION = 4;

  private final MemoryMap map;
  private int trust;

  public FromVeto(MemoryMap map) {
    this.map = map;
  }

  /** The change is about to leave, behind all that came before it. */
  public void judge(Change change) {
    if (!map.knowsStates()) {
      return;
    }
    var block = change.block();
    if (block != null && change.rule() != Rule.PAIR) {
      judge(change, block);
    }
    if (change.block() == null) {
      doubt(change);
    }
  }

  private void judge(Change change, RamBlock block) {
    if (block.footprint().canBe(change.event().from(), change.offset(), change.size())) {
      trust = Math.min(MOST, trust + 1);
      return;
    }
    if (trust >= TRUSTED && mayBeOfAnother(change, block)) {
      change.withdraw();
    }
    trust = Math.max(0, trust - CONTRADICTION);
  }

  /**
   * QEMU reads and writes the state without a lock, so threads at the same pages may say what was
   * not so. Where no other block reaches, that makes no difference.
   */
  private boolean mayBeOfAnother(Change change, RamBlock block) {
    return change.rule() == Rule.MAP
        && !change.evidence().isConfirmed()
        && map.isReachedByAnother(block, change.offset(), change.size());
  }

  /** It may be of any block that has its range. */
  private void doubt(Change change) {
    for (var block : map.blocks()) {
      if (block.holds(change.offset(), change.size())) {
        block.footprint().doubt(change.offset(), change.size());
      }
    }
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeInt(trust);
  }

  public void decode(SnapshotReader in) throws IOException {
    trust = in.readInt();
  }
}
