package io.qtrace.conversion.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The RAM blocks that are known, in the order in which they became so. Not thread-safe. */
public final class Blocks {

  public static final int MAX = 4096;

  private final List<RamBlock> all = new ArrayList<>();

  List<RamBlock> all() {
    return all;
  }

  @Nullable RamBlock named(String name) {
    for (var block : all) {
      if (name.equals(block.name)) {
        return block;
      }
    }
    return null;
  }

  /** The block that has this byte of QEMU's memory. */
  @Nullable RamBlock containing(long host) {
    for (var block : all) {
      if (block.contains(host)) {
        return block;
      }
    }
    return null;
  }

  @Nullable RamBlock beginningAt(long host) {
    for (var block : all) {
      if (block.isPlaced && block.host == host) {
        return block;
      }
    }
    return null;
  }

  boolean isFull() {
    return all.size() == MAX;
  }

  /** The oldest of which nothing is in use; of all, if there is none. */
  RamBlock oldest(Collection<RamBlock> inUse) {
    for (var block : all) {
      if (!inUse.contains(block)) {
        return block;
      }
    }
    return all.get(0);
  }

  void add(RamBlock block) {
    all.add(block);
  }

  void remove(RamBlock block) {
    all.remove(block);
  }
}
