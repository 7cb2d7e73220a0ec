package io.qtrace.conversion;

import io.qtrace.conversion.attribution.Attribution;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.life.Course;
import io.qtrace.conversion.life.Mark;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.conversion.window.VmWindow;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The lives of one VM, one process after the other: what is known of the memory of the present one,
 * and what is under way there. Not thread-safe.
 */
final class Lives {

  /** QEMU's ring buffer: what is lost lies at most that far behind the dropped record. */
  private static final long LOSS_BYTES = 256 << 10;

  /**
   * Who takes what comes out; see {@link Attribution.Output}.
   *
   * @param mark takes what happens to the VM as a whole, and when
   */
  record Output(
      Consumer<Attributed> settled,
      Consumer<Attributed> refuted,
      Consumer<Refused> refused,
      ObjLongConsumer<Mark> mark) {}

  private final Attribution.Output output;
  private final Consumer<Refused> refused;
  private final Course course;
  private final TracedEvents traced = new TracedEvents();

  private int pid;
  private MemoryMap map = new MemoryMap();
  private Attribution attribution;

  /** What a QEMU told last, until the trace shows that it is this one. */
  private @Nullable MemoryLayout pending;

  /** Of the trace, in which events may be missing. */
  private long lossBytesLeft;

  /** Of the trace, since memory was mapped; at most {@link #LOSS_BYTES}. */
  private long bytesSinceSlot;

  /** No life yet. */
  Lives(Output output) {
    this.refused = output.refused;
    this.course = new Course(output.mark);
    this.output =
        new Attribution.Output(
            output.settled,
            output.refuted,
            output.refused,
            () -> course.restarted(map.isFromStart()),
            this::useLayout);
    this.attribution = new Attribution(map, this.output);
  }

  /** Of the present one; 0 if the trace does not say. */
  int pid() {
    return pid;
  }

  MemoryMap map() {
    return map;
  }

  /** Whether changes wait for their blocks. */
  boolean isWaiting() {
    return attribution.isWaiting();
  }

  String missingIn(VmWindow window) {
    return traced.missingIn(window);
  }

  Course course() {
    return course;
  }

  void process(int now) {
    if (now == 0 || now == pid) {
      return;
    }
    if (pid != 0) {
      restarted();
    }
    pid = now;
    useLayout();
  }

  /** All memory of the new process is private, and nothing of the old one's map holds. */
  private void restarted() {
    var another = new MemoryMap();
    if (attribution.isNearLoss()) {
      another.statesLost();
    }
    attribution = attribution.beginAnew(another);
    course.restarted(map.isFromStart());
    map = another;
  }

  void layout(MemoryLayout told) {
    pending = told;
    useLayout();
  }

  /** A layout of another QEMU would name wrong blocks, so that it is this one's has to be shown. */
  private void useLayout() {
    var layout = pending;
    if (layout == null || map.contradicts(layout) || !(layout.isOf(pid) || map.agrees(layout))) {
      return;
    }
    pending = null;
    traced.place();
    map.tell(layout);
    attribution.mapped();
  }

  void allocated(MemoryEvent.Allocated event) {
    attribution.letDiscardsGo();
    if (map.isElsewhere(event.block(), event.host())) {
      restarted();
    }
    map.allocated(event);
    attribution.leaveRetired();
    useLayout();
  }

  void slot(MemoryEvent.SlotSet event) {
    attribution.letDiscardsGo();
    traced.place();
    boolean isOfAnother = pid == 0 && event.isConvertible() && map.isMappedElsewhere(event);
    if (isOfAnother || !map.fits(event)) {
      restarted();
    }
    if (map.endsSharing(event)) {
      attribution.breakOff();
    }
    map.slot(event);
    attribution.leaveRetired();
    bytesSinceSlot = 0;
    if (attribution.isNearLoss()) {
      map.slotsLost();
    }
    useLayout();
  }

  void reset() {
    attribution.reset();
    map.reset();
  }

  void exited(MemoryEvent.Exited event) {
    traced.exit();
    course.vcpus().exited(event);
    guestRuns();
    attribution.exited(event);
  }

  void caused(MemoryEvent.Caused event) {
    attribution.caused(event);
  }

  void requested(MemoryEvent.Requested event) {
    traced.request();
    guestRuns();
    course.now(event.epochNs());
    attribution.requested(event);
  }

  void changed(MemoryEvent.Changed event) {
    guestRuns();
    course.now(event.epochNs());
    attribution.changed(event, lossBytesLeft > 0);
  }

  private void guestRuns() {
    if (map.guestRuns()) {
      course.reset();
    }
  }

  void discarded(MemoryEvent.Discarded event) {
    traced.discard();
    if (event.hasFailed()) {
      refused.accept(Refused.of(event, map.offsetOf(event)));
    }
    if (pid == 0 && map.isOutside(event.block(), event.host())) {
      restarted(); // and nothing else would have shown it
    }
    attribution.discarded(event);
  }

  void lost(long count) {
    attribution.letDiscardsGo();
    if (bytesSinceSlot < LOSS_BYTES) {
      map.slotsLost();
    }
    attribution.lost(count);
    map.statesLost();
    lossBytesLeft = LOSS_BYTES;
  }

  /** So much of the trace was read, until that time. */
  void read(long epochNs, long bytes) {
    attribution.read(epochNs, bytes);
    lossBytesLeft = Math.max(0, lossBytesLeft - bytes);
    bytesSinceSlot = Math.min(LOSS_BYTES, bytesSinceSlot + bytes);
  }

  void time(long epochNs) {
    attribution.time(epochNs);
  }

  /** Gives up on changes from before. */
  void expire(long epochNs) {
    attribution.expire(epochNs);
  }

  /** Nothing comes any more: settles all that waits, with what is known. */
  void flush() {
    attribution.flush();
  }

  void encodePid(SnapshotWriter out) throws IOException {
    out.writeInt(pid);
  }

  void decodePid(SnapshotReader in) throws IOException {
    pid = in.readInt();
  }

  void encodeBytes(SnapshotWriter out) throws IOException {
    out.writeLong(lossBytesLeft);
    out.writeLong(bytesSinceSlot);
  }

  void decodeBytes(SnapshotReader in) throws IOException {
    lossBytesLeft = in.readLong();
    bytesSinceSlot = in.readLong();
  }

  void encode(SnapshotWriter out) throws IOException {
    map.encode(out);
    attribution.encode(out);
  }

  void decode(SnapshotReader in) throws IOException {
    map = MemoryMap.decode(in);
    attribution = new Attribution(map, output);
    attribution.decode(in);
  }

  /** The layout that was told and not used. */
  void encodePending(SnapshotWriter out) throws IOException {
    var facts = new MemoryFacts();
    if (pending != null) {
      facts.layout(pending);
    }
    out.writeBytes(facts.toByteArray());
  }

  void encodeTraced(SnapshotWriter out) throws IOException {
    traced.encode(out);
    course.encode(out);
  }

  void decodeTraced(SnapshotReader in) throws IOException {
    if (in.isSince(5)) {
      traced.decode(in);
    } else {
      traced.decodeNothing();
    }
    if (in.isSince(7)) {
      course.decode(in);
    } else {
      course.phases().beganUnseen();
    }
  }
}
