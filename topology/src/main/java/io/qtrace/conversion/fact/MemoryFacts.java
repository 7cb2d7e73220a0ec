package io.qtrace.conversion.fact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Memory events as bytes: what a chunk tells, on its way to its VM's state and into the store. A
 * byte says which event it is; numbers follow as varints, times as differences. {@link FactReader}
 * is the way back. Not thread-safe.
 */
public final class MemoryFacts implements MemoryEvents {

  static final int PROCESS = 1;
  static final int PROGRESS = 2;
  static final int SILENCE = 3;
  static final int ALLOCATED = 4;
  static final int SLOT = 5;
  static final int EXITED = 6;
  static final int CAUSED = 7;
  static final int REQUESTED = 8;
  static final int CHANGED = 9;
  static final int DISCARDED = 10;
  static final int LOST = 11;
  static final int HOST = 12;
  static final int LAYOUT = 13;
  static final int HOST_CLOCK = 14;
  static final int RESET = 15;
  static final int TIMED_DISCARD = 16;
  static final int EXITED_THREAD = 17;
  static final int RUN_STATE = 18;

  /** An event has at most so many numbers. */
  private static final int MAX_BYTES = 1 + 8 * 10;

  private byte[] bytes = new byte[4096];
  private int end;
  private long lastNs;
  private int pid;
  private boolean quiet = true;
  private boolean tellsOfMemory;

  /** Nothing yet. */
  public MemoryFacts() {}

  /** Whether they tell nothing about memory, but only how far the trace has come. */
  public boolean isQuiet() {
    return quiet;
  }

  /** Whether they tell more than how far the trace has come, and whether vCPUs run. */
  public boolean tellOfMemory() {
    return tellsOfMemory;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, end);
  }

  public void clear() {
    end = 0;
    lastNs = 0;
    pid = 0;
    quiet = true;
    tellsOfMemory = false;
  }

  /** Passes on what {@link #toByteArray} holds. */
  public static void replay(byte[] facts, MemoryEvents to) {
    new FactReader(facts).replay(to);
  }

  @Override
  public void host(String name) {
    begin(HOST);
    text(name);
  }

  @Override
  public void hostClock(long epochMs) {
    begin(HOST_CLOCK);
    number((epochMs << 1) ^ (epochMs >> 63));
  }

  @Override
  public void process(int now) {
    if (now != pid) {
      pid = now;
      begin(PROCESS);
      number(Integer.toUnsignedLong(now));
    }
  }

  @Override
  public void progress(long epochNs, long read) {
    begin(PROGRESS);
    boolean hasTime = epochNs != Long.MIN_VALUE;
    number(hasTime ? 1 : 0);
    if (hasTime) {
      time(epochNs);
    }
    number(read);
  }

  @Override
  public void silence() {
    begin(SILENCE);
  }

  @Override
  public void lost(long count) {
    begin(LOST);
    number(count);
  }

  @Override
  public void layout(MemoryLayout told) {
    begin(LAYOUT);
    number(Integer.toUnsignedLong(told.pid()));
    number(told.blocks().size());
    for (var block : told.blocks()) {
      text(block.name());
      number(block.size());
      number(block.host());
    }
    number(told.ranges().size());
    for (var range : told.ranges()) {
      text(range.block());
      number(range.gpa());
      number(range.size());
      number(range.offset());
    }
  }

  @Override
  public void allocated(MemoryEvent.Allocated event) {
    begin(ALLOCATED);
    text(event.block());
    number(event.size());
    number(event.host());
  }

  @Override
  public void slot(MemoryEvent.SlotSet event) {
    begin(SLOT);
    number(event.slot());
    number(event.gpa());
    number(event.size());
    number(event.userspace());
    number(event.guestMemfd() + 1L);
    number(event.guestMemfdOffset());
  }

  @Override
  public void exited(MemoryEvent.Exited event) {
    boolean hasThread = event.threadId() != -1;
    begin(hasThread ? EXITED_THREAD : EXITED);
    number(event.vcpu());
    number(event.mayConvert() ? 1 : 0);
    if (hasThread) {
      number(event.threadId() + 1);
    }
  }

  @Override
  public void caused(MemoryEvent.Caused event) {
    begin(CAUSED);
    number(event.cause().code());
    number(event.gpa());
    number(event.size());
    number(event.threadId() + 1);
  }

  @Override
  public void requested(MemoryEvent.Requested event) {
    begin(REQUESTED);
    time(event.epochNs());
    number(event.gpa());
    number(event.size());
    number(event.to().code());
    number(event.threadId() + 1);
  }

  @Override
  public void changed(MemoryEvent.Changed event) {
    begin(CHANGED);
    time(event.epochNs());
    number(event.position() + 1);
    number(event.offset());
    number(event.size());
    number(event.from().code());
    number(event.to().code());
    number(event.threadId() + 1);
  }

  @Override
  public void discarded(MemoryEvent.Discarded event) {
    boolean isOld = event.epochNs() == MemoryEvent.Requested.NO_TIME && !event.hasFailed();
    begin(isOld ? DISCARDED : TIMED_DISCARD);
    text(event.block());
    number(event.host());
    number(event.length());
    number(event.threadId() + 1);
    if (!isOld) {
      time(event.epochNs());
      number(event.ret());
    }
  }

  @Override
  public void runState(MemoryEvent.RunState event) {
    begin(RUN_STATE);
    time(event.epochNs());
    number(event.isRunning() ? 1 : 0);
  }

  @Override
  public void reset() {
    begin(RESET);
  }

  private void begin(int event) {
    boolean isProgress = event == HOST || event == PROGRESS;
    quiet &= isProgress;
    tellsOfMemory |= !isProgress && event != PROCESS && event != RUN_STATE;
    reserve(MAX_BYTES);
    bytes[end++] = (byte) event;
  }

  private void reserve(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
    }
  }

  private void text(String value) {
    var utf8 = value.getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length + 2 * MAX_BYTES);
    number(utf8.length);
    System.arraycopy(utf8, 0, bytes, end, utf8.length);
    end += utf8.length;
  }

  /** Zigzag of the difference to the time before. */
  private void time(long epochNs) {
    long difference = epochNs - lastNs;
    lastNs = epochNs;
    number((difference << 1) ^ (difference >> 63));
  }

  private void number(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[end++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[end++] = (byte) left;
  }
}
