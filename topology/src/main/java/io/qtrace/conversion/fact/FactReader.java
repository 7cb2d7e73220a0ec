package io.qtrace.conversion.fact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

/** Reads what {@link MemoryFacts} wrote. */
final class FactReader {

  private final byte[] bytes;
  private int next;
  private long lastNs;

  /** The last text, and where it stands: the next one is often the same block's name. */
  private String text = "";

  private int textFrom;
  private int textEnd;

  FactReader(byte[] bytes) {
    this.bytes = bytes;
  }

  void replay(MemoryEvents to) {
    while (next < bytes.length) {
      fact(bytes[next++], to);
    }
  }

  private void fact(int code, MemoryEvents to) {
    switch (code) {
      case MemoryFacts.HOST -> to.host(text());
      case MemoryFacts.HOST_CLOCK -> to.hostClock(zigzag());
      case MemoryFacts.PROCESS -> to.process((int) number());
      case MemoryFacts.PROGRESS -> to.progress(number() == 0 ? Long.MIN_VALUE : time(), number());
      case MemoryFacts.SILENCE -> to.silence();
      case MemoryFacts.LOST -> to.lost(number());
      case MemoryFacts.LAYOUT -> to.layout(layout());
      case MemoryFacts.ALLOCATED -> to.allocated(allocated());
      case MemoryFacts.SLOT -> to.slot(slot());
      case MemoryFacts.EXITED -> to.exited(exited());
      case MemoryFacts.CAUSED -> to.caused(caused());
      case MemoryFacts.REQUESTED -> to.requested(requested());
      case MemoryFacts.CHANGED -> to.changed(changed());
      case MemoryFacts.DISCARDED -> to.discarded(discarded());
      case MemoryFacts.RESET -> to.reset();
      case MemoryFacts.TIMED_DISCARD -> to.discarded(timedDiscard());
      case MemoryFacts.EXITED_THREAD -> to.exited(exitedThread());
      case MemoryFacts.RUN_STATE -> to.runState(runState());
      default ->
          throw new IllegalStateException("memory facts have no event " + code + " at " + next);
    }
  }

  private MemoryEvent.Allocated allocated() {
    return new MemoryEvent.Allocated(text(), number(), number());
  }

  private MemoryEvent.SlotSet slot() {
    return new MemoryEvent.SlotSet(
        (int) number(), number(), number(), number(), (int) (number() - 1), number());
  }

  private MemoryEvent.Exited exited() {
    return new MemoryEvent.Exited((int) number(), number() != 0);
  }

  private MemoryEvent.Exited exitedThread() {
    return new MemoryEvent.Exited((int) number(), number() != 0, number() - 1);
  }

  private MemoryEvent.Caused caused() {
    return new MemoryEvent.Caused(Cause.of((int) number()), number(), number(), number() - 1);
  }

  private MemoryEvent.Requested requested() {
    return new MemoryEvent.Requested(time(), number(), number(), state(), number() - 1);
  }

  private MemoryEvent.Changed changed() {
    return new MemoryEvent.Changed(
        time(), number() - 1, number(), number(), state(), state(), number() - 1);
  }

  private MemoryEvent.Discarded discarded() {
    return new MemoryEvent.Discarded(text(), number(), number(), number() - 1);
  }

  private MemoryEvent.Discarded timedDiscard() {
    var block = text();
    long host = number();
    long length = number();
    long threadId = number() - 1;
    return new MemoryEvent.Discarded(time(), block, host, length, (int) number(), threadId);
  }

  private MemoryEvent.RunState runState() {
    return new MemoryEvent.RunState(time(), number() != 0);
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

  private MemoryState state() {
    return MemoryState.of((int) number());
  }

  private String text() {
    int length = (int) number();
    int from = next;
    next += length;
    if (!Arrays.equals(bytes, from, next, bytes, textFrom, textEnd)) {
      text = new String(bytes, from, length, StandardCharsets.UTF_8);
      textFrom = from;
      textEnd = next;
    }
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
