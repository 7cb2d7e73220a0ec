package io.qtrace.conversion.fact;

import java.util.List;

/**
 * How a VM's memory is laid out, as its QEMU itself says.
 *
 * @param pid of that QEMU, as it sees itself; 0 if that is not known
 */
public record MemoryLayout(int pid, List<Block> blocks, List<Range> ranges) {

  /** {@code idstr} of QEMU's RAMBlock has 256 with the zero byte. */
  public static final int MAX_NAME_BYTES = 255;

  public MemoryLayout {
    blocks = List.copyOf(blocks);
    ranges = List.copyOf(ranges);
  }

  /**
   * A RAM block.
   *
   * @param size bytes, at most
   * @param host where it lies in QEMU; 0 if that is not known
   */
  public record Block(String name, long size, long host) {

    public boolean isPlaced() {
      return host != 0;
    }

    public boolean contains(long address) {
      return address - host >= 0 && address - host < size;
    }
  }

  /** A piece of guest memory and the block behind it; unmapped where it would be out of bounds. */
  public record Range(long gpa, long size, String block, long offset) {

    public boolean isSound() {
      return gpa >= 0 && offset >= 0 && size > 0 && gpa + size > 0 && offset + size > 0;
    }
  }

  /** Whether it is certain that this process said so. */
  public boolean isOf(int process) {
    return pid != 0 && pid == process;
  }
}
