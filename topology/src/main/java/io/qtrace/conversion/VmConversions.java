package io.qtrace.conversion;

import io.qtrace.conversion.attribution.Attribution;
import io.qtrace.conversion.attribution.request.ActiveTime;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.snapshot.Texts;
import io.qtrace.conversion.window.VmWindow;
import io.qtrace.conversion.window.WindowResults;
import io.qtrace.conversion.window.WindowSpec;
import io.qtrace.conversion.window.Windows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one VM's page conversions: its memory map, what is shared, and the windows
 * that are open. Takes what the trace tells in its order, and passes on conversions and the results
 * of windows. The same input gives the same results, however it is cut. Not thread-safe.
 *
 * <p>Windows run on the VM's own time: a window is closed once an event has come that is later than
 * its end by the grace, or once {@link #silence} says that nothing comes any more.
 */
public final class VmConversions implements MemoryEvents {

  /** QEMU's ring buffer: what is lost lies at most that far behind the dropped record. */
  private static final long LOSS_BYTES = 256 << 10;

  /**
   * 1 is the same without layouts, 2 without the host's clock, 3 without marks of limits, 4 without
   * {@link ActiveTime} and what was traced, 5 without what conversions cost.
   */
  static final int SNAPSHOT_VERSION = 6;

  /**
   * What windows there are.
   *
   * @param grace how long after its end a window takes events; those of one VM's threads are up to
   *     milliseconds out of order
   * @param futureLimit how far ahead of the host's clock a window may begin, where that is known
   */
  public record Settings(List<WindowSpec> windows, Duration grace, Duration futureLimit) {

    public Settings {
      windows = List.copyOf(windows);
    }

    /** With the default limit, an hour. */
    public Settings(List<WindowSpec> windows, Duration grace) {
      this(windows, grace, Duration.ofHours(1));
    }
  }

  private final String vm;
  private final Results results;
  private final Windows windows;
  private final TracedEvents traced = new TracedEvents();

  private String host;
  private int pid;
  private MemoryMap map = new MemoryMap();
  private Attribution attribution = attribution(map);

  /** What a QEMU told last, until the trace shows that it is this one. */
  private @Nullable MemoryLayout pending;

  /** Of the trace, in which events may be missing. */
  private long lossBytesLeft;

  /** Of the trace, since memory was mapped; at most {@link #LOSS_BYTES}. */
  private long bytesSinceSlot;

  private long resultsSoFar;

  /** No life yet. */
  public VmConversions(String vm, String host, Settings settings, Results results) {
    this.vm = vm;
    this.host = host;
    this.results = results;
    this.windows =
        new Windows(settings.windows, settings.grace, settings.futureLimit, this::publish);
  }

  private Attribution attribution(MemoryMap of) {
    return new Attribution(of, new Attribution.Output(this::settled, this::refuted, this::refused));
  }

  /** How many windows were closed and conversions settled, since this object was made. */
  public long resultsSoFar() {
    return resultsSoFar;
  }

  /** Whether {@link #hostClock} would tell anything new. */
  public boolean isNews(long epochMs) {
    return windows.hostClock().isNews(epochMs);
  }

  @Override
  public void hostClock(long epochMs) {
    windows.hostClock().showed(epochMs);
  }

  @Override
  public void host(String name) {
    host = name;
  }

  /** Whether any window is open, or will be: a change may wait for its block. */
  public boolean hasOpenWindows() {
    return attribution.isWaiting() || windows.areOpen();
  }

  /**
   * What is shared of a RAM block now.
   *
   * @param block its name, or guest_memfd=N
   */
  public record Shared(String block, long sharedBytes, long splitFrames) {}

  /** The RAM blocks of which anything was converted, or is known to be there, by name. */
  public List<Shared> shared() {
    return map.blocks().stream()
        .map(
            block ->
                new Shared(
                    block.label(),
                    block.footprint().sharedBytes(),
                    block.footprint().splitFrames()))
        .sorted(Comparator.comparing(Shared::block))
        .toList();
  }

  @Override
  public void process(int now) {
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
    map = another;
  }

  @Override
  public void layout(MemoryLayout told) {
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

  @Override
  public void allocated(MemoryEvent.Allocated event) {
    if (map.isElsewhere(event.block(), event.host())) {
      restarted();
    }
    map.allocated(event);
    attribution.leaveRetired();
    useLayout();
  }

  @Override
  public void slot(MemoryEvent.SlotSet event) {
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

  @Override
  public void reset() {
    attribution.reset();
    map.reset();
  }

  @Override
  public void exited(MemoryEvent.Exited event) {
    traced.exit();
    map.guestRuns();
    attribution.exited(event);
  }

  @Override
  public void caused(MemoryEvent.Caused event) {
    attribution.caused(event);
  }

  @Override
  public void requested(MemoryEvent.Requested event) {
    traced.request();
    map.guestRuns();
    attribution.requested(event);
  }

  @Override
  public void changed(MemoryEvent.Changed event) {
    map.guestRuns();
    attribution.changed(event, lossBytesLeft > 0);
  }

  @Override
  public void discarded(MemoryEvent.Discarded event) {
    traced.discard();
    if (pid == 0 && map.isOutside(event.block(), event.host())) {
      restarted(); // and nothing else would have shown it
    }
    attribution.discarded(event);
    useLayout();
  }

  @Override
  public void lost(long count) {
    if (bytesSinceSlot < LOSS_BYTES) {
      map.slotsLost();
    }
    attribution.lost(count);
    map.statesLost();
    windows.lost(count);
    lossBytesLeft = LOSS_BYTES;
    if (isConfidential()) {
      windows.markLoss();
    }
  }

  /** Whether anything shows that memory can be converted. */
  private boolean isConfidential() {
    return !map.blocks().isEmpty() || hasOpenWindows();
  }

  @Override
  public void progress(long epochNs, long bytes) {
    attribution.read(bytes);
    lossBytesLeft = Math.max(0, lossBytesLeft - bytes);
    bytesSinceSlot = Math.min(LOSS_BYTES, bytesSinceSlot + bytes);
    if (epochNs == Long.MIN_VALUE) {
      return;
    }
    long believedNs = windows.hostClock().believed(epochNs);
    if (believedNs < epochNs) {
      attribution.time(epochNs); // what waits there waits by the trace's own time
    }
    if (windows.comeTo(believedNs)) {
      attribution.time(believedNs);
      windows.close(attribution::expire);
    }
  }

  @Override
  public void silence() {
    attribution.flush();
    windows.closeAll();
  }

  private void publish(VmWindow window) {
    resultsSoFar++;
    var of = new WindowResults.Of(vm, host, map.isFromStart(), traced.missingIn(window));
    var blocks = WindowResults.blocks(window, of);
    blocks.forEach(results::block);
    var latencies = window.latencies();
    results.vm(WindowResults.vm(window, blocks, latencies, of), latencies);
  }

  private void settled(Attributed attributed) {
    var event = attributed.event();
    var block = attributed.block();
    long sharedBefore = 0;
    if (block != null) {
      sharedBefore = block.footprint().sharedBytes();
      if (block.holds(event.offset(), event.size())) {
        block.footprint().convert(event.offset(), event.size(), event.to() == MemoryState.SHARED);
      }
    }
    var late = windows.count(attributed, sharedBefore);
    var conversion = ConversionResults.conversion(attributed, of(), late != null);
    resultsSoFar++;
    results.conversion(conversion, event.position());
    if (late != null) {
      results.late(conversion, late);
    }
  }

  private ConversionResults.Of of() {
    return new ConversionResults.Of(vm, host, pid);
  }

  /** Its block was taken for certain and is not. */
  private void refuted(Attributed wrong) {
    var block = wrong.block();
    if (block == null || block.name() == null) {
      return; // nothing was said of it
    }
    windows.correct(wrong);
    resultsSoFar++;
    results.conversion(
        ConversionResults.correction(wrong, of(), block.name()), wrong.event().position());
  }

  private void refused(long epochNs) {
    windows.refused(epochNs);
  }

  /** Writes everything; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    out.writeByte(SNAPSHOT_VERSION);
    Texts.encode(host, out);
    out.writeInt(pid);
    windows.encodeTime(out);
    out.writeLong(lossBytesLeft);
    out.writeLong(bytesSinceSlot);
    windows.encodeLastLoss(out);
    map.encode(out);
    attribution.encode(out);
    encodePending(out);
    windows.encode(out, map);
    traced.encode(out);
  }

  private void encodePending(DataOutput out) throws IOException {
    var facts = new MemoryFacts();
    if (pending != null) {
      facts.layout(pending);
    }
    var bytes = facts.toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void decodePending(DataInput in) throws IOException {
    var bytes = new byte[in.readInt()];
    in.readFully(bytes);
    MemoryFacts.replay(bytes, this);
  }

  /**
   * Reads a snapshot into this VM, which must be new. Windows that are no longer among the settings
   * are left out.
   */
  public void decode(DataInput in) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > SNAPSHOT_VERSION) {
      throw new IOException(
          "snapshot of version %d, not 1 to %d".formatted(version, SNAPSHOT_VERSION));
    }
    host = Texts.decode(in);
    pid = in.readInt();
    windows.decodeTime(in, version);
    lossBytesLeft = in.readLong();
    bytesSinceSlot = in.readLong();
    windows.decodeLastLoss(in);
    map = MemoryMap.decode(in, version);
    attribution = attribution(map);
    attribution.decode(in, version);
    if (version > 1) {
      decodePending(in);
    }
    windows.decode(in, map, version);
    if (version > 4) {
      traced.decode(in);
    } else {
      traced.decodeNothing();
    }
  }
}
