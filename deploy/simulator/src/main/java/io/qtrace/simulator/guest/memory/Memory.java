package io.qtrace.simulator.guest.memory;

import io.qtrace.simulator.guest.memory.Block.Backing;
import io.qtrace.simulator.guest.plan.MemoryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How a q35 machine lays out memory: RAM below and above 4 GiB in one block or in one per NUMA
 * node, the firmware, a ROM that cannot be converted, and perhaps a virtio-mem device.
 */
public final class Memory {

  public static final long MIB = 1L << 20;
  public static final long GIB = 1L << 30;

  /** From this much RAM on, less of it is below 4 GiB. */
  private static final long MOST_BELOW = 0xb000_0000L;

  private static final long BIOS_BYTES = 4 * MIB;
  private static final long ROM_BYTES = 128L << 10;
  private static final int FIRST_MEMFD = 40;
  private static final int FIRST_FD = 5;

  private final List<Block> blocks = new ArrayList<>();
  private final List<Mapping> mappings = new ArrayList<>();

  /** Of the virtio-mem device; its last slot. */
  private final List<Mapping> pluggable = new ArrayList<>();

  private boolean isPlugged;

  /** Where the next block ends in QEMU's address space: it is filled downwards. */
  private long host;

  /** Where RAM above 4 GiB ends. */
  private long end = 4 * GIB;

  public Memory(MemoryPlan plan, SplittableRandom random) {
    host = 0x7f00_0000_0000L + (random.nextLong(1L << 18) << 21);
    long below = plan.bytes() >= MOST_BELOW ? 2 * GIB : plan.bytes();
    int nodes = plan.nodes();
    long mapped = 0;
    for (int node = 0; node < nodes; node++) {
      var name = nodes == 1 ? "pc.ram" : "ram-node" + node;
      var block = addRam(plan, name, plan.bytes() / nodes);
      mapped = map(block, mapped, below);
    }
    var bios = add("pc.bios", BIOS_BYTES, plan.isShared(), true);
    mappings.add(new Mapping(mappings.size(), 4 * GIB - BIOS_BYTES, BIOS_BYTES, bios, 0));
    host -= ROM_BYTES;
    var rom = new Block("pc.rom", ROM_BYTES, host, new Backing(-1, -1, false));
    blocks.add(rom);
    mappings.add(new Mapping(mappings.size(), 0xfffc_0000_0000L, ROM_BYTES, rom, 0));
    if (plan.pluggableBytes() > 0) {
      var device = addRam(plan, "0000:00:05.0/vmem0", plan.pluggableBytes());
      pluggable.add(new Mapping(mappings.size(), end, plan.pluggableBytes(), device, 0));
    }
  }

  /** Huge pages are memory of a file, whose allocation is not traced, and are not discarded. */
  private Block addRam(MemoryPlan plan, String name, long bytes) {
    return add(name, bytes, plan.isShared() && !plan.isHugetlb(), !plan.isHugetlb());
  }

  private Block add(String name, long bytes, boolean isShared, boolean hasDiscards) {
    host = (host - bytes) & -(2 * MIB);
    int number = blocks.size();
    int fd = isShared ? FIRST_FD + number : -1;
    var block = new Block(name, bytes, host, new Backing(FIRST_MEMFD + number, fd, hasDiscards));
    blocks.add(block);
    return block;
  }

  /** Returns how much RAM is mapped with this block. */
  private long map(Block block, long mapped, long below) {
    long low = Math.min(block.size(), Math.max(0, below - mapped));
    if (low > 0) {
      mappings.add(new Mapping(mappings.size(), mapped, low, block, 0));
    }
    if (low < block.size()) {
      long high = block.size() - low;
      mappings.add(new Mapping(mappings.size(), end, high, block, low));
      end += high;
    }
    return mapped + block.size();
  }

  public List<Block> blocks() {
    return blocks;
  }

  /** What is mapped now. */
  public List<Mapping> mappings() {
    if (!isPlugged) {
      return mappings;
    }
    var all = new ArrayList<>(mappings);
    all.addAll(pluggable);
    return all;
  }

  /** What the virtio-mem device has; empty if there is none. */
  public List<Mapping> pluggable() {
    return pluggable;
  }

  public boolean isPlugged() {
    return isPlugged;
  }

  public void plug(boolean isIn) {
    isPlugged = isIn;
  }

  /** What the truth says of it when a file begins, a line each. */
  public List<String> layout() {
    var lines = new ArrayList<String>();
    for (var block : blocks) {
      lines.add(
          "block %s region=%s size=0x%x host=0x%x fd=%d attributed=%d"
              .formatted(
                  block.name(),
                  block.region(),
                  block.size(),
                  block.host(),
                  block.fd(),
                  block.canConvert() ? 1 : 0));
    }
    for (var mapping : mappings()) {
      if (mapping.block().canConvert()) {
        lines.add(
            "map gpa=0x%x size=0x%x block=%s off=0x%x"
                .formatted(
                    mapping.gpa(), mapping.size(), mapping.block().name(), mapping.offset()));
      }
    }
    return lines;
  }

  /** What the truth says of it when a file ends, a line each. */
  public List<String> footprint() {
    return blocks.stream()
        .filter(Block::canConvert)
        .map(block -> "final_shared_pages %s %d".formatted(block.name(), block.sharedPages()))
        .toList();
  }
}
