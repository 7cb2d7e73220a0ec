package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the map and discards say of a change, which does not settle it by itself. */
public final class Evidence {

  private boolean missedDiscard;
  private @Nullable RamBlock named;
  private @Nullable RamBlock presumed;
  private @Nullable RamBlock tentative;
  private boolean isConfirmed;
  private boolean isContradicted;

  /** Its discard may have come already, when nobody could tell whose it was. */
  public boolean missedDiscard() {
    return missedDiscard;
  }

  public void missDiscard() {
    missedDiscard = true;
  }

  /** A discard that fits names this block, but other changes fit it as well. */
  public @Nullable RamBlock named() {
    return named;
  }

  public void name(RamBlock block) {
    named = block;
  }

  /** By the map; not settled, because the discard that has to follow confirms or refutes it. */
  public @Nullable RamBlock presumed() {
    return presumed;
  }

  public void presume(RamBlock block) {
    presumed = block;
  }

  public void presumeNothing() {
    presumed = null;
  }

  /** A discard named this block, but the change that it is of may have been lost. */
  public @Nullable RamBlock tentative() {
    return tentative;
  }

  public void nameTentatively(RamBlock block) {
    tentative = block;
  }

  /** A discard says so, too. */
  public boolean isConfirmed() {
    return isConfirmed;
  }

  public void confirm() {
    isConfirmed = true;
  }

  /** A discard that fits came of another block than is presumed, when its own had to come. */
  public boolean isContradicted() {
    return isContradicted;
  }

  public void contradict() {
    isContradicted = true;
  }

  /** The change is settled: nothing is open. */
  public void settle() {
    presumed = null;
    tentative = null;
  }

  /** The memory map was another process's. */
  public void refute() {
    presumed = null;
    tentative = null;
    named = null;
  }

  void encodeNamed(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeInt(map.indexOf(named));
    out.writeBoolean(missedDiscard);
  }

  void decodeNamed(SnapshotReader in, MemoryMap map) throws IOException {
    named = map.block(in.readInt());
    missedDiscard = in.readBoolean();
  }

  /** What snapshots of the first three versions do not have. */
  void encodePresumed(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeBoolean(isConfirmed);
    out.writeInt(map.indexOf(presumed));
    out.writeInt(map.indexOf(tentative));
  }

  void decodePresumed(SnapshotReader in, MemoryMap map) throws IOException {
    isConfirmed = in.readBoolean();
    presumed = map.block(in.readInt());
    tentative = map.block(in.readInt());
  }

  /** What snapshots of the first four versions do not have. */
  void encodeContradicted(SnapshotWriter out) throws IOException {
    out.writeBoolean(isContradicted);
  }

  void decodeContradicted(SnapshotReader in) throws IOException {
    isContradicted = in.readBoolean();
  }
}
