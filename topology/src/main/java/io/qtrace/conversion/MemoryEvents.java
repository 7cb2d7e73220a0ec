package io.qtrace.conversion;

/**
 * What a trace tells about a VM's memory, in the order of the trace. Times are nanoseconds since
 * the epoch, thread ids -1 where the trace has none, addresses and sizes unsigned bytes.
 */
public interface MemoryEvents {

  /** The host the VM runs on now: a VM may migrate. */
  void host(String name);

  /**
   * The host's clock showed this time: nothing can have happened much later.
   *
   * @param epochMs milliseconds since the epoch
   */
  void hostClock(long epochMs);

  /** Any event of this process. Another pid (0 means: not known) is another life of the VM. */
  void process(int pid);

  /**
   * The trace has come so far, whatever happened.
   *
   * @param epochNs latest time; Long.MIN_VALUE if no event had one yet
   * @param bytes read since the last call
   */
  void progress(long epochNs, long bytes);

  /** Nothing has come for so long that nothing is expected of the windows that are open. */
  void silence();

  /**
   * How a QEMU says that memory is laid out: this one, an older or a newer one. It does not come
   * with the trace, so it may be ahead of it or behind.
   */
  void layout(MemoryLayout told);

  /** {@code qemu_ram_alloc_shared}: a block lies at {@code host} in QEMU. */
  void allocated(String block, long size, long host);

  /**
   * {@code kvm_set_user_memory}: guest memory was mapped, or unmapped if {@code size} is 0.
   *
   * @param guestMemfd the block's file descriptor for private memory; -1: it can not be converted
   * @param guestMemfdOffset the same as the offset in the block
   */
  void slot(int slot, long gpa, long size, long userspace, int guestMemfd, long guestMemfdOffset);

  /**
   * {@code kvm_run_exit}: what the vCPU did before is over.
   *
   * @param mayConvert the exit is a hypercall or a memory fault
   */
  void exited(int vcpu, boolean mayConvert);

  /** {@code kvm_hc_map_gpa_range} or {@code kvm_memory_fault}: the reason of a request. */
  void caused(Cause cause, long gpa, long size, long threadId);

  /**
   * {@code kvm_convert_memory}: QEMU sets out to convert. It may be refused, or change nothing.
   *
   * @param epochNs Long.MIN_VALUE if the event itself has no time
   */
  void requested(long epochNs, long gpa, long size, MemoryState to, long threadId);

  /**
   * {@code ram_block_attributes_state_change}: a conversion was done.
   *
   * @param position byte offset of the record or line in its source, as far as that is known
   */
  void changed(
      long epochNs,
      long position,
      long offset,
      long size,
      MemoryState from,
      MemoryState to,
      long threadId);

  /**
   * {@code kvm_reset_vmfd}: QEMU resets a confidential VM in place. All its memory is private, in
   * guest_memfds that are new.
   */
  void reset();

  /**
   * {@code ram_block_discard_range}, since QEMU 11 {@code ram_block_discard_shared_range}: the
   * shared pages of a block were given back.
   */
  void discarded(String block, long host, long length, long threadId);

  /** Up to so many trace events were lost, by QEMU or on their way, somewhere near. */
  void lost(long count);
}
