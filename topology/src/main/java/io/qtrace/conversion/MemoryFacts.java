package io.qtrace.conversion;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Memory events as bytes: what a chunk tells, on its way to its VM's state and into the store. A
 * byte says which event it is; numbers follow as varints, times as differences. Not thread-safe.
 */
public final class MemoryFacts implements MemoryEvents {

  private static final int PROCESS = 1;
  private static final int PROGRESS = 2;
  private static final int SILENCE = 3;
  private static final int ALLOCATED = 4;
  private static final int SLOT = 5;
  private static final int EXITED = 6;
  private static final int CAUSED = 7;
  private static final int REQUESTED = 8;
  private static final int CHANGED = 9;
  private static final int DISCARDED = 10;
  private static final int LOST = 11;
  private static final int HOST = 12;
  private static final int LAYOUT = 13;
  private static final int HOST_CLOCK = 14;
  private static final int RESET = 15;

  /** An event has at most so many numbers. */
  private static final int MAX_BYTES = 1 + 8 * 10;

  private byte[] bytes = new byte[4096];
  private int end;
  private long lastNs;
  private int pid;
  private boolean quiet = true;

  /** Nothing yet. */
  public MemoryFacts() {}

  /** Whether they tell nothing about memory, but only how far the trace has come. */
  public boolean isQuiet() {
    return quiet;
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
  }

  /** Passes on what {@link #toByteArray} holds. */
  public static void replay(byte[] facts, MemoryEvents to) {
    new Reader(facts).replay(to);
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
  public void reset() {
    begin(RESET);
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
  public void allocated(String block, long size, long host) {
    begin(ALLOCATED);
    text(block);
    number(size);
    number(host);
  }

  @Override
  public void slot(
      int slot, long gpa, long size, long userspace, int guestMemfd, long guestMemfdOffset) {
    begin(SLOT);
    number(slot);
    number(gpa);
    number(size);
    number(userspace);
    number(guestMemfd + 1L);
    number(guestMemfdOffset);
  }

  @Override
  public void exited(int vcpu, boolean mayConvert) {
    begin(EXITED);
    number(vcpu);
    number(mayConvert ? 1 : 0);
  }

  @Override
  public void caused(Cause cause, long gpa, long size, long threadId) {
    begin(CAUSED);
    number(cause.code());
    number(gpa);
    number(size);
    number(threadId + 1);
  }

  @Override
  public void requested(long epochNs, long gpa, long size, MemoryState to, long threadId) {
    begin(REQUESTED);
    time(epochNs);
    number(gpa);
    number(size);
    number(to.code());
    number(threadId + 1);
  }

  @Override
  public void changed(
      long epochNs,
      long position,
      long offset,
      long size,
      MemoryState from,
      MemoryState to,
      long threadId) {
    begin(CHANGED);
    time(epochNs);
    number(position + 1);
    number(offset);
    number(size);
    number(from.code());
    number(to.code());
    number(threadId + 1);
  }

  @Override
  public void discarded(String block, long host, long length, long threadId) {
    begin(DISCARDED);
    text(block);
    number(host);
    number(length);
    number(threadId + 1);
  }

  @Override
  public void lost(long count) {
    begin(LOST);
    number(count);
  }

  private void begin(int event) {
    quiet &= event == HOST || event == PROGRESS;
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

  private static final class Reader {

    private final byte[] bytes;
    private int next;
    private long lastNs;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    void replay(MemoryEvents to) {
      while (next < bytes.length) {
        event(bytes[next++], to);
      }
    }

    private void event(int event, MemoryEvents to) {
      switch (event) {
        case HOST -> to.host(text());
        case HOST_CLOCK -> to.hostClock(zigzag());
        case PROCESS -> to.process((int) number());
        case PROGRESS -> to.progress(number() == 0 ? Long.MIN_VALUE : time(), number());
        case SILENCE -> to.silence();
        case RESET -> to.reset();
        case LAYOUT -> to.layout(layout());
        case ALLOCATED -> to.allocated(text(), number(), number());
        case SLOT ->
            to.slot((int) number(), number(), number(), number(), (int) (number() - 1), number());
        case EXITED -> to.exited((int) number(), number() != 0);
        case CAUSED -> to.caused(Cause.of((int) number()), number(), number(), number() - 1);
        case REQUESTED ->
            to.requested(time(), number(), number(), MemoryState.of((int) number()), number() - 1);
        case CHANGED ->
            to.changed(
                time(),
                number() - 1,
                number(),
                number(),
                MemoryState.of((int) number()),
                MemoryState.of((int) number()),
                number() - 1);
        case DISCARDED -> to.discarded(text(), number(), number(), number() - 1);
        case LOST -> to.lost(number());
        default ->
            throw new IllegalStateException("memory facts have no event " + event + " at " + next);
      }
    }

    private MemoryLayout layout() {
      int pid = (int) number();
      var blocks = new ArrayList<MemoryLayout.Block>();
      for (long left = number(); left > 0; left--) {
        blocks.add(new MemoryLayout.Block(text(), number(), number()));
      }
      var ranges = new ArrayList<MemoryLayout.Range>();
      for (long left = number(); left > 0; left--) {
        var block = text();
        ranges.add(new MemoryLayout.Range(number(), number(), block, number()));
      }
      return new MemoryLayout(pid, blocks, ranges);
    }

    private String text() {
      int length = (int) number();
      var text = new String(bytes, next, length, StandardCharsets.UTF_8);
      next += length;
      return text;
    }

    private long time() {
      lastNs += zigzag();
      return lastNs;
    }

    private long zigzag() {
      long zigzag = number();
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    private long number() {
      byte b = bytes[next++];
      if (b >= 0) {
        return b; // most are small
      }
      long value = b & 0x7f;
      for (int shift = 7; ; shift += 7) {
        b = bytes[next++];
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}
