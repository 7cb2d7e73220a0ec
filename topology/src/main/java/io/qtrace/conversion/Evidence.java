package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the map and discards say of a change, which does not settle it by itself. */
final class Evidence {

  private boolean missedDiscard;
  private @Nullable RamBlock named;
  private @Nullable RamBlock presumed;
  private @Nullable RamBlock tentative;
  private boolean isConfirmed;
  private boolean isContradicted;

  /** Its discard may have come already, when nobody could tell whose it was. */
  boolean missedDiscard() {
    return missedDiscard;
  }

  void missDiscard() {
    missedDiscard = true;
  }

  /** A discard that fits names this block, but other changes fit it as well. */
  @Nullable RamBlock named() {
    return named;
  }

  void name(RamBlock block) {
    named = block;
  }

  /** By the map; not settled, because the discard that has to follow confirms or refutes it. */
  @Nullable RamBlock presumed() {
    return presumed;
  }

  void presume(RamBlock block) {
    presumed = block;
  }

  void presumeNothing() {
    presumed = null;
  }

  /** A discard named this block, but the change that it is of may have been lost. */
  @Nullable RamBlock tentative() {
    return tentative;
  }

  void nameTentatively(RamBlock block) {
    tentative = block;
  }

  /** A discard says so, too. */
  boolean isConfirmed() {
    return isConfirmed;
  }

  void confirm() {
    isConfirmed = true;
  }

  /** A discard that fits came of another block than is presumed, when its own had to come. */
  boolean isContradicted() {
    return isContradicted;
  }

  void contradict() {
    isContradicted = true;
  }

  /** The change is settled: nothing is open. */
  void settle() {
    presumed = null;
    tentative = null;
  }

  /** The memory map was another process's. */
  void refute() {
    presumed = null;
    tentative = null;
    named = null;
  }

  void encodeNamed(DataOutput out, MemoryMap map) throws IOException {
    out.writeInt(map.indexOf(named));
    out.writeBoolean(missedDiscard);
  }

  void decodeNamed(DataInput in, MemoryMap map) throws IOException {
    named = map.block(in.readInt());
    missedDiscard = in.readBoolean();
  }

  /** What snapshots of the first three versions do not have. */
  void encodePresumed(DataOutput out, MemoryMap map) throws IOException {
    out.writeBoolean(isConfirmed);
    out.writeInt(map.indexOf(presumed));
    out.writeInt(map.indexOf(tentative));
  }

  void decodePresumed(DataInput in, MemoryMap map) throws IOException {
    isConfirmed = in.readBoolean();
    presumed = map.block(in.readInt());
    tentative = map.block(in.readInt());
  }

  /** What snapshots of the first four versions do not have. */
  void encodeContradicted(DataOutput out) throws IOException {
    out.writeBoolean(isContradicted);
  }

  void decodeContradicted(DataInput in) throws IOException {
    isContradicted = in.readBoolean();
  }
}
