package io.qtrace.conversion.fact;

/**
 * One event about memory, as a trace has it. Times are nanoseconds since the epoch, thread ids -1
 * where the trace has none, addresses and sizes unsigned bytes.
 */
public sealed interface MemoryEvent {

  /** Tells it by the method of its kind. */
  void tell(MemoryEvents to);

  /**
   * {@code qemu_ram_alloc_shared}: a block lies there.
   *
   * @param host address in QEMU
   */
  record Allocated(String block, long size, long host) implements MemoryEvent {

    @Override
    public void tell(MemoryEvents to) {
      to.allocated(this);
    }
  }

  /**
   * {@code kvm_set_user_memory}: guest memory is mapped, or not any more.
   *
   * @param size 0 if the slot is gone
   * @param userspace address in QEMU
   * @param guestMemfd the block's file descriptor for private memory; -1: it cannot be converted
   * @param guestMemfdOffset the same as the offset in the block
   */
  record SlotSet(
      int slot, long gpa, long size, long userspace, int guestMemfd, long guestMemfdOffset)
      implements MemoryEvent {

    /** Whether the slot is gone. */
    public boolean isRemoval() {
      return size == 0;
    }

    /** Whether its memory can be converted. */
    public boolean isConvertible() {
      return guestMemfd >= 0;
    }

    /** Where its block begins in QEMU. */
    public long host() {
      return userspace - guestMemfdOffset;
    }

    @Override
    public void tell(MemoryEvents to) {
      to.slot(this);
    }
  }

  /**
   * {@code kvm_run_exit}: what the vCPU did before is over.
   *
   * @param mayConvert the exit is a hypercall or a memory fault
   */
  record Exited(int vcpu, boolean mayConvert, long threadId) implements MemoryEvent {

    /** Of a trace that does not tell threads. */
    public Exited(int vcpu, boolean mayConvert) {
      this(vcpu, mayConvert, -1);
    }

    @Override
    public void tell(MemoryEvents to) {
      to.exited(this);
    }
  }

  /** {@code kvm_hc_map_gpa_range} or {@code kvm_memory_fault}: the reason of a request. */
  record Caused(Cause cause, long gpa, long size, long threadId) implements MemoryEvent {

    @Override
    public void tell(MemoryEvents to) {
      to.caused(this);
    }
  }

  /**
   * {@code kvm_convert_memory}: QEMU sets out to convert. It may be refused, or change nothing.
   *
   * @param epochNs {@link #NO_TIME} if the event itself has none
   */
  record Requested(long epochNs, long gpa, long size, MemoryState to, long threadId)
      implements MemoryEvent {

    public static final long NO_TIME = Long.MIN_VALUE;

    @Override
    public void tell(MemoryEvents to) {
      to.requested(this);
    }
  }

  /**
   * {@code ram_block_attributes_state_change}: a conversion was done.
   *
   * @param position byte offset of the record or line in its source, as far as that is known
   */
  record Changed(
      long epochNs,
      long position,
      long offset,
      long size,
      MemoryState from,
      MemoryState to,
      long threadId)
      implements MemoryEvent {

    /** Whether that thread can have done it, as far as the trace tells threads. */
    public boolean isOfThread(long other) {
      return threadId < 0 || other < 0 || threadId == other;
    }

    @Override
    public void tell(MemoryEvents to) {
      to.changed(this);
    }
  }

  /**
   * {@code ram_block_discard_range}, since QEMU 11 {@code ram_block_discard_shared_range}: the
   * shared pages of a block were given back.
   *
   * @param epochNs {@link Requested#NO_TIME} if that is not known
   * @param host address in QEMU
   * @param ret 0, or why the pages are still there, as a negative errno
   */
  record Discarded(long epochNs, String block, long host, long length, int ret, long threadId)
      implements MemoryEvent {

    /** That went well, at a time that is not known. */
    public Discarded(String block, long host, long length, long threadId) {
      this(Requested.NO_TIME, block, host, length, 0, threadId);
    }

    public boolean hasFailed() {
      return ret != 0;
    }

    @Override
    public void tell(MemoryEvents to) {
      to.discarded(this);
    }
  }

  /** {@code vm_state_notify}: vCPUs are let run, or not any more. */
  record RunState(long epochNs, boolean isRunning) implements MemoryEvent {

    @Override
    public void tell(MemoryEvents to) {
      to.runState(this);
    }
  }

  /**
   * {@code kvm_reset_vmfd}: QEMU resets a confidential VM in place. All its memory is private, in
   * guest_memfds that are new.
   */
  record Reset() implements MemoryEvent {

    @Override
    public void tell(MemoryEvents to) {
      to.reset();
    }
  }
}
