package io.qtrace.aggregation.state;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.fact.AggregationEvents;
import io.qtrace.aggregation.fact.Shapes;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.window.VmWindows;
import io.qtrace.window.TraceClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The aggregations of one VM. Takes what its trace tells, in the order of the trace, and passes on
 * results when windows end, by the VM's own time. The same trace gives the same results, however it
 * is cut. Not thread-safe.
 */
public final class VmAggregations implements AggregationEvents {

  /** As far behind a dropped record its losses may lie: QEMU's ring buffer, trace/simple.c. */
  private static final long LOSS_BYTES = 256 << 10;

  private static final int SNAPSHOT_VERSION = 2; // 1 has fewer doubts about states

  /** Of a VM without windows. */
  private static final int OWN_BYTES = 2 << 10;

  private final Shapes shapes;
  private final VmWindows.Settings settings;
  private final AggregationResults results;
  private final TraceClock clock = new TraceClock();
  private final List<Run> runs = new ArrayList<>();
  private List<Integer> inForce = List.of();
  private String host = "";
  private long lossBytesLeft;
  private long resultsSoFar;
  private long late;
  private long failed;

  /**
   * None is in force yet.
   *
   * @param grace how long after its end a window takes events, by event time
   * @param shapes of all that may be put in force
   */
  public VmAggregations(String vm, Duration grace, Shapes shapes, AggregationResults results) {
    this.shapes = shapes;
    this.settings = new VmWindows.Settings(vm, () -> host, grace);
    this.results = results;
  }

  private VmWindows windows(int id, Shape shape) {
    return VmWindows.of(
        shape,
        settings,
        result -> {
          resultsSoFar++;
          results.result(id, result);
        });
  }

  /** How many results there were, since this object was made. */
  public long resultsSoFar() {
    return resultsSoFar;
  }

  public boolean hasOpenWindows() {
    return runs.stream().anyMatch(run -> run.windows.areOpen());
  }

  /** What it takes up in memory: its open windows by how many groups they have. */
  public long memoryBytes() {
    return OWN_BYTES + runs.stream().mapToLong(Run::memoryBytes).sum();
  }

  /** Those that were put in force last. */
  public List<Integer> inForce() {
    return inForce;
  }

  /** Those that are out of force, but have windows that go on. */
  public List<Integer> ending() {
    return runs.stream().filter(run -> run.isEnding).map(run -> run.id).distinct().toList();
  }

  /** How many events were too late for a window, over all aggregations. */
  public long late() {
    return late + runs.stream().mapToLong(run -> run.windows.late()).sum();
  }

  /** How many events had no exact value, over all aggregations. */
  public long failed() {
    return failed + runs.stream().mapToLong(run -> run.windows.failed()).sum();
  }

  /** How many starts of pairs wait for their ends, over all aggregations. */
  public long openStarts() {
    return runs.stream().mapToLong(Run::openStarts).sum();
  }

  @Override
  public void host(String name) {
    host = name;
  }

  @Override
  public void began(long epochNs) {
    if (clock.event(epochNs)) {
      close();
    }
    reach();
  }

  @Override
  public void ended(long epochNs) {
    clock.passed(epochNs);
  }

  @Override
  public void progress(long epochNs, long bytes) {
    lossBytesLeft = Math.max(0, lossBytesLeft - bytes);
    if (epochNs != Long.MIN_VALUE && clock.comeTo(epochNs)) {
      close();
    }
    reach();
  }

  private void close() {
    for (var run : runs) {
      run.passed(clock);
    }
    forget();
  }

  /** Those that are out of force and can have no windows any more. */
  private void forget() {
    for (var all = runs.iterator(); all.hasNext(); ) {
      var run = all.next();
      if (run.isEnding && run.windows.areOver()) {
        forget(run);
        all.remove();
      }
    }
  }

  private void forget(Run run) {
    late += run.windows.late();
    failed += run.windows.failed();
  }

  private void reach() {
    if (lossBytesLeft > 0 && clock.hasTime()) {
      runs.forEach(run -> run.behindLoss(clock));
    }
  }

  @Override
  public void lost(long count, boolean reachesOn) {
    runs.forEach(run -> run.lost(clock, count));
    if (reachesOn) {
      lossBytesLeft = LOSS_BYTES;
    }
  }

  @Override
  public void sums(int id, PaneSums sums) {
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).id == id) {
        runs.get(i).windows.add(clock, sums);
      }
    }
  }

  @Override
  public void occurred(int id, Occurrence occurrence) {
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).id == id) {
        runs.get(i).occurred(clock, occurrence);
      }
    }
  }

  @Override
  public void silence() {
    runs.forEach(run -> run.silence(clock));
    forget();
  }

  @Override
  public void inForce(List<Integer> ids, boolean isFromStart) {
    var gone = runs.stream().filter(run -> !run.isEnding && !ids.contains(run.id)).toList();
    for (int id : ids) {
      if (runs.stream().noneMatch(run -> !run.isEnding && run.id == id)) {
        begin(id, isFromStart);
      }
    }
    for (var run : gone) {
      if (isReplaced(run, ids)) {
        run.windows.endBefore(
            clock,
            windows(runs.stream().filter(other -> other.title().equals(run.title())).toList()));
        run.isEnding = true;
      } else {
        run.windows.cutShort();
        forget(run);
        runs.remove(run);
      }
    }
    inForce = List.copyOf(ids);
    forget();
  }

  private void begin(int id, boolean isFromStart) {
    var shape = shapes.find(id);
    if (shape == null) {
      return;
    }
    var run = new Run(id, windows(id, shape));
    var before = runs.stream().filter(other -> other.title().equals(run.title())).toList();
    if (!isFromStart || clock.hasTime() || !before.isEmpty()) {
      run.windows.beginBehind(clock, windows(before));
    }
    run.takeOver(before);
    runs.add(run);
  }

  private static List<VmWindows> windows(List<Run> of) {
    return of.stream().map(run -> run.windows).toList();
  }

  /** Whether one of the same name takes its place. */
  private boolean isReplaced(Run run, List<Integer> ids) {
    return ids.stream()
        .map(shapes::find)
        .anyMatch(shape -> shape != null && shape.aggregation().title().equals(run.title()));
  }

  /** Writes everything; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    out.writeByte(SNAPSHOT_VERSION);
    var utf8 = host.getBytes(StandardCharsets.UTF_8);
    Numbers.writeBytes(out, utf8, utf8.length);
    clock.encode(out);
    out.writeLong(lossBytesLeft);
    Numbers.write(out, inForce.size());
    for (int id : inForce) {
      out.writeInt(id);
    }
    Numbers.write(out, runs.size());
    for (var run : runs) {
      var bytes = new ByteArrayOutputStream();
      run.encode(new DataOutputStream(bytes));
      Numbers.writeBytes(out, bytes.toByteArray(), bytes.size());
    }
  }

  /** Reads a snapshot into this VM, which must be new; leaves out what nobody knows any more. */
  public void decode(DataInput in) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > SNAPSHOT_VERSION) {
      throw new IOException(
          "snapshot of version %d, not 1 to %d".formatted(version, SNAPSHOT_VERSION));
    }
    host = new String(Numbers.readBytes(in), StandardCharsets.UTF_8);
    clock.decode(in);
    lossBytesLeft = in.readLong();
    var ids = new ArrayList<Integer>();
    for (long left = Numbers.read(in); left > 0; left--) {
      ids.add(in.readInt());
    }
    inForce = List.copyOf(ids);
    for (long left = Numbers.read(in); left > 0; left--) {
      decodeRun(new DataInputStream(new ByteArrayInputStream(Numbers.readBytes(in))), version);
    }
  }

  private void decodeRun(DataInput in, int version) throws IOException {
    int id = in.readInt();
    boolean isEnding = in.readBoolean();
    var shape = shapes.find(id);
    if (shape != null) {
      var run = new Run(id, windows(id, shape));
      run.isEnding = isEnding;
      run.decode(in, version);
      runs.add(run);
    }
  }
}
