package io.qtrace.simulator.qemu;

import io.qtrace.simulator.build.LittleEndian;
import io.qtrace.simulator.event.Change;
import io.qtrace.simulator.truth.TruthFile.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * As {@code trace/simple.c} does it: records go into a ring of 256 KiB, and once more than 64 KiB
 * are in it, a thread wakes up and writes them out. What does not fit is counted; the thread writes
 * that count before what is in the ring when it wakes up.
 */
final class SimpleBackend implements Backend {

  private static final long DROPPED_ID = -2L;
  private static final int TYPE_BYTES = 8;

  /** Event id, time stamp, length and pid. */
  private static final int HEADER_BYTES = 24;

  private static final int MOST_TYPE_BYTES = Ring.BYTES / HEADER_BYTES * TYPE_BYTES;

  /** A state change that is in the ring. */
  private record Waiting(Change change, int record, int position, long stampNs) {}

  private final TracedProcess process;
  private final Ring ring;
  private final Output output;
  private final SplittableRandom random;

  /** What is in the ring, as it is written. */
  private final byte[] pending = new byte[Ring.BYTES + MOST_TYPE_BYTES];

  private final List<Waiting> waiting = new ArrayList<>();
  private final byte[] droppedRecord = new byte[TYPE_BYTES + HEADER_BYTES + 8];
  private int size;
  private int records;
  private long firstNs;
  private long lastNs;

  /** Of the ring; the word for the type is not in it. */
  private int usedBytes;

  private long dropped;

  /** When the thread wakes up; {@code Long.MAX_VALUE} while nobody has asked it to. */
  private long wakeAtNs = Long.MAX_VALUE;

  SimpleBackend(TracedProcess process, Ring ring, Output output) throws IOException {
    this.process = process;
    this.ring = ring;
    this.output = output;
    this.random = process.random().split();
    begin();
  }

  private void begin() throws IOException {
    byte[] head = process.build().head();
    output.write(head, 0, head.length);
  }

  @Override
  public void record(Recorded event) throws IOException {
    if (event.nowNs >= wakeAtNs) {
      writeOut(wakeAtNs);
    }
    int length = HEADER_BYTES + event.length;
    if (usedBytes + length > Ring.BYTES) {
      dropped++;
      return;
    }
    if (event.change != null) {
      waiting.add(new Waiting(event.change, records, size, event.stampNs));
    }
    int at = header(pending, size, event.code.id(), event.stampNs, length);
    System.arraycopy(event.arguments, 0, pending, at, event.length);
    size = at + event.length;
    firstNs = records == 0 ? event.stampNs : firstNs;
    lastNs = records == 0 ? event.stampNs : Math.max(lastNs, event.stampNs);
    records++;
    usedBytes += length;
    if (usedBytes > Ring.THRESHOLD_BYTES && wakeAtNs == Long.MAX_VALUE) {
      wakeAtNs = event.nowNs + delayNs();
    }
  }

  private long delayNs() {
    boolean isHeldUp = random.nextDouble() < ring.stalled();
    return (long) (isHeldUp ? ring.stallNs() : ring.wakeNs()).draw(random);
  }

  private int header(byte[] b, int at, long id, long stampNs, int length) {
    LittleEndian.putLong(b, at, 1);
    LittleEndian.putLong(b, at + 8, id);
    LittleEndian.putLong(b, at + 16, stampNs);
    LittleEndian.putInt(b, at + 24, length);
    LittleEndian.putInt(b, at + 28, process.pid());
    return at + TYPE_BYTES + HEADER_BYTES;
  }

  private void writeOut(long nowNs) throws IOException {
    wakeAtNs = Long.MAX_VALUE;
    if (dropped > 0) {
      int end = header(droppedRecord, 0, DROPPED_ID, nowNs, HEADER_BYTES + 8);
      LittleEndian.putLong(droppedRecord, end, dropped);
      output.write(droppedRecord, 0, droppedRecord.length);
      output.dropped(dropped);
      dropped = 0;
    }
    long firstRecord = output.records();
    for (var one : waiting) {
      output.change(
          one.change,
          new Place(firstRecord + one.record, output.position() + one.position, one.stampNs));
    }
    output.write(pending, 0, size);
    output.events(records, firstNs, lastNs);
    waiting.clear();
    size = 0;
    records = 0;
    usedBytes = 0;
    if (output.isFull()) {
      output.rotate();
      begin();
    }
  }

  @Override
  public void exit(long nowNs) throws IOException {
    if (nowNs >= wakeAtNs) {
      writeOut(wakeAtNs);
    }
    writeOut(nowNs);
    output.finish(0);
  }

  @Override
  public void kill() throws IOException {
    output.finish(dropped + records);
  }
}
