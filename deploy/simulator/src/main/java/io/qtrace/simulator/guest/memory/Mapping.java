package io.qtrace.simulator.guest.memory;

/**
 * A piece of a block in guest memory.
 *
 * @param slot KVM's number for it
 * @param gpa where the guest finds it
 */
public record Mapping(int slot, long gpa, long size, Block block, long offset) {

  /** Where the guest finds a byte of the block that is in this piece. */
  public long gpaOf(long inBlock) {
    return gpa + inBlock - offset;
  }
}
