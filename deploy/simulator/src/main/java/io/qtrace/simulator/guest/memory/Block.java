package io.qtrace.simulator.guest.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.simulator.event.Change.State;
import java.util.BitSet;

/** A RAM block and the state of its pages. Not thread-safe. */
public final class Block {

  public static final int PAGE_SHIFT = 12;
  public static final long PAGE = 1L << PAGE_SHIFT;

  private final String name;
  private final long size;
  private final long host;
  private final Backing backing;
  private final byte[] encodedName;
  private final BitSet shared = new BitSet();

  /** As QEMU remembers it, by which it says what was before. */
  private final BitSet remembered = new BitSet();

  /**
   * @param host where QEMU has it
   */
  public Block(String name, long size, long host, Backing backing) {
    this.name = name;
    this.size = size;
    this.host = host;
    this.backing = backing;
    this.encodedName = name.getBytes(US_ASCII);
  }

  /**
   * What a block's pages are.
   *
   * @param memfd of its guest_memfd; -1 if it cannot be converted
   * @param fd of memory that QEMU allocated as shared; -1 if it is not
   * @param hasDiscards whether QEMU discards its shared pages when they become private
   */
  public record Backing(int memfd, int fd, boolean hasDiscards) {}

  public String name() {
    return name;
  }

  /** What its memory region is called: a device's memory has the device before it in the name. */
  public String region() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** Its name, as it is traced. */
  public byte[] encodedName() {
    return encodedName;
  }

  public long size() {
    return size;
  }

  public long host() {
    return host;
  }

  public int memfd() {
    return backing.memfd;
  }

  public int fd() {
    return backing.fd;
  }

  public boolean canConvert() {
    return backing.memfd >= 0;
  }

  public boolean hasDiscards() {
    return backing.hasDiscards;
  }

  public boolean isShared(long offset) {
    return shared.get((int) (offset >>> PAGE_SHIFT));
  }

  public int sharedPages() {
    return shared.cardinality();
  }

  /** Converts a range, and says what QEMU thinks it was. */
  public State convert(long offset, long bytes, State to) {
    int first = (int) (offset >>> PAGE_SHIFT);
    int end = (int) ((offset + bytes) >>> PAGE_SHIFT);
    var from = state(remembered, first, end);
    remembered.set(first, end, to == State.populated);
    shared.set(first, end, to == State.populated);
    return from;
  }

  private static State state(BitSet pages, int first, int end) {
    int set = pages.nextSetBit(first);
    if (set < 0 || set >= end) {
      return State.discarded;
    }
    return pages.nextClearBit(first) >= end ? State.populated : State.mixture;
  }

  /**
   * All of it is private again.
   *
   * @param isRemembered whether QEMU's own record of what was shared stays
   */
  public void becomePrivate(boolean isRemembered) {
    shared.clear();
    if (!isRemembered) {
      remembered.clear();
    }
  }
}
