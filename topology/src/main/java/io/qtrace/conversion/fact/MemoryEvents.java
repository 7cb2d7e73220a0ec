package io.qtrace.conversion.fact;

/**
 * What a trace tells about a VM's memory, in the order of the trace: its events, and what is known
 * of the trace itself.
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
   * @param epochNs latest time, in nanoseconds since the epoch; Long.MIN_VALUE if no event had one
   *     yet
   * @param bytes read since the last call
   */
  void progress(long epochNs, long bytes);

  /** Nothing has come for so long that nothing is expected of the windows that are open. */
  void silence();

  /** Up to so many trace events were lost, by QEMU or on their way, somewhere near. */
  void lost(long count);

  /**
   * How a QEMU says that memory is laid out: this one, an older or a newer one. It does not come
   * with the trace, so it may be ahead of it or behind.
   */
  void layout(MemoryLayout told);

  void allocated(MemoryEvent.Allocated event);

  void slot(MemoryEvent.SlotSet event);

  void exited(MemoryEvent.Exited event);

  void caused(MemoryEvent.Caused event);

  void requested(MemoryEvent.Requested event);

  void changed(MemoryEvent.Changed event);

  void discarded(MemoryEvent.Discarded event);

  void runState(MemoryEvent.RunState event);

  /** See {@link MemoryEvent.Reset}. */
  void reset();
}
