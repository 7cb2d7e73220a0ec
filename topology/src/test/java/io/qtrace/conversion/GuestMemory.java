package io.qtrace.conversion;

import io.qtrace.conversion.fact.MemoryLayout;
import java.util.HashMap;
import java.util.List;

/** How a machine's memory is laid out, as QEMU does it. */
record GuestMemory(List<Block> blocks, List<Mapping> mappings) {

  static final long KIB = 1L << 10;
  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  /**
   * A RAM block.
   *
   * @param memfd -1 if it cannot be converted
   */
  record Block(String name, long size, long host, int memfd) {}

  /** A piece of a block in guest memory; its place in the list is its slot. */
  record Mapping(long gpa, long size, Block block, long offset) {}

  private static final Block BIOS = new Block("pc.bios", 4 * MIB, 0x7f7d_2b20_0000L, 12);
  private static final Block ROM = new Block("pc.rom", 128 * KIB, 0x7f7d_303d_8000L, -1);
  private static final Mapping BIOS_AT = new Mapping(0xffc0_0000L, 4 * MIB, BIOS, 0);
  private static final Mapping ROM_AT = new Mapping(0xfffc_0000_0000L, 128 * KIB, ROM, 0);

  /** One block below and above 4 GiB, the firmware, and a ROM that cannot be converted. */
  static GuestMemory plain() {
    var ram = new Block("pc.ram", 8 * GIB, 0x7f7b_2400_0000L, 11);
    return new GuestMemory(
        List.of(ram, BIOS, ROM),
        List.of(
            new Mapping(0, 2 * GIB, ram, 0),
            new Mapping(4 * GIB, 6 * GIB, ram, 2 * GIB),
            BIOS_AT,
            ROM_AT));
  }

  /** Two nodes of 4 GiB, so that every offset is in two blocks. */
  static GuestMemory numa() {
    var node0 = new Block("ram-node0", 4 * GIB, 0x7f23_cc00_0000L, 21);
    var node1 = new Block("ram-node1", 4 * GIB, 0x7f22_cc00_0000L, 22);
    return new GuestMemory(
        List.of(node0, node1, BIOS, ROM),
        List.of(
            new Mapping(0, 2 * GIB, node0, 0),
            new Mapping(4 * GIB, 2 * GIB, node0, 2 * GIB),
            new Mapping(6 * GIB, 4 * GIB, node1, 0),
            BIOS_AT,
            ROM_AT));
  }

  /** What QEMU says of it. */
  MemoryLayout layout(int pid) {
    return new MemoryLayout(
        pid,
        blocks.stream().map(b -> new MemoryLayout.Block(b.name, b.size, b.host)).toList(),
        mappings.stream()
            .map(m -> new MemoryLayout.Range(m.gpa, m.size, m.block.name, m.offset))
            .toList());
  }

  /** The same machine in another process, where all lies elsewhere; two nodes swapped places. */
  GuestMemory inAnotherProcess() {
    var elsewhere = new HashMap<String, Block>();
    for (var block : blocks) {
      var moved = new Block(block.name, block.size, block.host + (3L << 40), block.memfd);
      elsewhere.put(block.name, moved);
    }
    var first = elsewhere.get(blocks.get(0).name);
    var second =
        blocks.get(1).size == blocks.get(0).size ? elsewhere.get(blocks.get(1).name) : first;
    return new GuestMemory(
        blocks.stream().map(block -> elsewhere.get(block.name)).toList(),
        mappings.stream()
            .map(
                m -> {
                  var block = elsewhere.get(m.block.name);
                  var other = block.equals(first) ? second : block.equals(second) ? first : block;
                  return new Mapping(m.gpa, m.size, other, m.offset);
                })
            .toList());
  }

  /** The slot of the last block that is mapped in one piece. */
  int largest() {
    int found = 0;
    for (int slot = 0; slot < mappings.size(); slot++) {
      var mapping = mappings.get(slot);
      if (mapping.block.memfd >= 0 && mapping.size == mapping.block.size) {
        found = mapping.size >= mappings.get(found).size || found == 0 ? slot : found;
      }
    }
    return found;
  }

  /** Another block of the same size, at the same address and with the same file descriptor. */
  GuestMemory withAnotherBlockIn(int slot, String name) {
    var old = mappings.get(slot).block;
    var block = new Block(name, old.size, old.host, old.memfd);
    return new GuestMemory(
        blocks.stream().map(b -> b.equals(old) ? block : b).toList(),
        mappings.stream()
            .map(m -> m.block.equals(old) ? new Mapping(m.gpa, m.size, block, m.offset) : m)
            .toList());
  }

  Mapping at(long gpa) {
    return mappings.stream()
        .filter(mapping -> gpa >= mapping.gpa && gpa - mapping.gpa < mapping.size)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing at 0x" + Long.toHexString(gpa)));
  }

  Block block(String name) {
    return blocks.stream().filter(block -> block.name.equals(name)).findFirst().orElseThrow();
  }

  /** Where the guest finds a byte of a block. */
  long gpa(Block block, long offset) {
    var mapping =
        mappings.stream()
            .filter(m -> m.block.equals(block) && offset >= m.offset && offset - m.offset < m.size)
            .findFirst()
            .orElseThrow();
    return mapping.gpa + offset - mapping.offset;
  }
}
