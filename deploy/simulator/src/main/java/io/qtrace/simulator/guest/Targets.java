package io.qtrace.simulator.guest;

import io.qtrace.simulator.guest.machine.Conversion;
import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.memory.Block;
import io.qtrace.simulator.guest.memory.Mapping;
import io.qtrace.simulator.guest.plan.Load;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses what a guest converts next. */
final class Targets {

  private static final int TRIES = 8;
  private static final long POOL_BYTES = 64L << 20;
  private static final double FIRMWARE = 0.02;
  private static final double IMPLICIT = 0.05;

  /** Share of conversions to what memory already is. */
  private static final double NEEDLESS = 0.02;

  /** How often a pool of DMA buffers moves on, by a part of itself. */
  private static final double MOVES = 0.002;

  /** In pages, by how often: mostly one, at most 128. */
  private static final int[] PAGES = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 4, 4, 8, 16, 16, 32, 64, 128
  };

  private static final long IO_APIC = 0xfec0_0000L;
  private static final long PCI_WINDOW = 0xe000_0000L;

  private final Machine machine;
  private final Load load;

  /** Where the pool of each mapping begins, in its block. */
  private final Map<Mapping, Long> pools = new HashMap<>();

  Targets(Machine machine, Load load) {
    this.machine = machine;
    this.load = load;
  }

  /** Sets what is converted; false if there is nothing to convert now. */
  boolean choose(Conversion next) {
    next.isImplicit = machine.random.nextDouble() < IMPLICIT;
    if (machine.random.nextDouble() < load.refused()) {
      refused(next);
      return true;
    }
    if (load.pairs() > 0 && machine.random.nextDouble() < load.pairs() && twin(next)) {
      return true;
    }
    for (int i = 0; i < TRIES; i++) {
      if (inPool(next)) {
        return true;
      }
    }
    return false;
  }

  private void refused(Conversion next) {
    boolean isIoApic = machine.random.nextBoolean();
    next.block = null;
    next.gpa = isIoApic ? IO_APIC : PCI_WINDOW + ((long) machine.random.nextInt(1 << 12) << 12);
    next.size = Block.PAGE;
    next.isToShared = true;
  }

  /** What another vCPU converts, in another block. */
  private boolean twin(Conversion next) {
    for (var other : machine.underWay) {
      if (other.isBeforeItsChange()) {
        var mapping = otherBlock(other);
        if (mapping != null) {
          next.place(mapping, other.offset, other.size);
          next.isToShared = other.isToShared;
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable Mapping otherBlock(Conversion of) {
    for (var mapping : machine.memory.mappings()) {
      if (mapping.block().canConvert()
          && mapping.block() != of.block
          && of.offset >= mapping.offset()
          && of.offset + of.size <= mapping.offset() + mapping.size()
          && isFree(mapping.block(), of.offset, of.size)) {
        return mapping;
      }
    }
    return null;
  }

  private boolean inPool(Conversion next) {
    var mappings = machine.memory.mappings();
    var mapping = mappings.get(machine.random.nextInt(mappings.size()));
    var block = mapping.block();
    boolean isFirmware = block.name().equals("pc.bios");
    if (!block.canConvert() || (isFirmware && machine.random.nextDouble() > FIRMWARE)) {
      return false;
    }
    long size = PAGES[machine.random.nextInt(PAGES.length)] * Block.PAGE;
    long poolBytes = Math.min(POOL_BYTES, mapping.size());
    long places = poolBytes / size;
    long offset = pool(mapping, poolBytes) + machine.random.nextLong(places) * size;
    if (!isFree(block, offset, size)) {
      return false;
    }
    boolean isNeedless = machine.random.nextDouble() < NEEDLESS;
    next.place(mapping, offset, size);
    next.isToShared = block.isShared(offset) == isNeedless;
    return true;
  }

  private long pool(Mapping mapping, long poolBytes) {
    long first = mapping.offset();
    long spare = mapping.size() - poolBytes;
    var begin = pools.get(mapping);
    if (begin == null || machine.random.nextDouble() < MOVES) {
      long step = POOL_BYTES / 8;
      begin = spare < step ? first : first + machine.random.nextLong(spare / step) * step;
      pools.put(mapping, begin);
    }
    return begin;
  }

  /** Whether no vCPU converts any of it. */
  boolean isFree(Block block, long offset, long size) {
    for (var other : machine.underWay) {
      if (other.overlaps(block, offset, size)) {
        return false;
      }
    }
    return true;
  }
}
