package io.qtrace.conversion;

import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.conversion.window.VmWindow;
import io.qtrace.conversion.window.WindowResults;
import io.qtrace.conversion.window.Windows;
import io.qtrace.window.WindowSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * All that is known of one VM's page conversions: its memory map, what is shared, and the windows
 * that are open. Takes what the trace tells in its order, and passes on conversions and the results
 * of windows. The same input gives the same results, however it is cut. Not thread-safe.
 *
 * <p>Windows run on the VM's own time: a window is closed once an event has come that is later than
 * its end by the grace, or once {@link #silence} says that nothing comes any more.
 */
public final class VmConversions implements MemoryEvents {

  /**
   * 1 is the same without layouts, 2 without the host's clock, 3 without marks of limits, 4 without
   * the time without pauses and what was traced, 5 without what conversions cost, 6 without vCPUs,
   * phases and marks, 7 without discards that are held.
   */
  static final int SNAPSHOT_VERSION = 8;

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
  private final Lives lives;
  private final LongConsumer expire;
  private String host;
  private long resultsSoFar;

  /** No life yet. */
  public VmConversions(String vm, String host, Settings settings, Results results) {
    this.vm = vm;
    this.host = host;
    this.results = results;
    this.windows =
        new Windows(settings.windows, settings.grace, settings.futureLimit, this::publish);
    this.lives =
        new Lives(new Lives.Output(this::settled, this::refuted, this::refused, windows::mark));
    this.expire = lives::expire;
  }

  /** How many windows were closed and conversions settled, since this object was made. */
  public long resultsSoFar() {
    return resultsSoFar;
  }

  /** Whether {@link #hostClock} would tell anything new. */
  public boolean isNews(long epochMs) {
    return windows.hostClock().isNews(epochMs);
  }

  /** Whether any window is open, or will be: a change may wait for its block. */
  public boolean hasOpenWindows() {
    return lives.isWaiting() || windows.areOpen();
  }

  /**
   * What is shared of a RAM block now.
   *
   * @param block its name, or guest_memfd=N
   */
  public record Shared(String block, long sharedBytes, long splitFrames) {}

  /** The RAM blocks of which anything was converted, or is known to be there, by name. */
  public List<Shared> shared() {
    return lives.map().blocks().stream()
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
  public void host(String name) {
    host = name;
  }

  @Override
  public void hostClock(long epochMs) {
    windows.hostClock().showed(epochMs);
  }

  @Override
  public void process(int pid) {
    lives.process(pid);
  }

  @Override
  public void layout(MemoryLayout told) {
    lives.layout(told);
  }

  @Override
  public void allocated(MemoryEvent.Allocated event) {
    lives.allocated(event);
  }

  @Override
  public void slot(MemoryEvent.SlotSet event) {
    lives.slot(event);
  }

  @Override
  public void reset() {
    lives.reset();
  }

  @Override
  public void runState(MemoryEvent.RunState event) {
    lives.course().runState(event);
  }

  @Override
  public void exited(MemoryEvent.Exited event) {
    lives.exited(event);
  }

  @Override
  public void caused(MemoryEvent.Caused event) {
    lives.caused(event);
  }

  @Override
  public void requested(MemoryEvent.Requested event) {
    lives.requested(event);
  }

  @Override
  public void changed(MemoryEvent.Changed event) {
    lives.changed(event);
  }

  @Override
  public void discarded(MemoryEvent.Discarded event) {
    lives.discarded(event);
  }

  @Override
  public void lost(long count) {
    lives.lost(count);
    windows.lost(count);
    if (hasOpenWindows() || !lives.map().blocks().isEmpty()) { // so memory can be converted
      windows.markLoss();
    }
  }

  @Override
  public void progress(long epochNs, long bytes) {
    lives.read(epochNs, bytes);
    if (epochNs == Long.MIN_VALUE) {
      return;
    }
    long believedNs = windows.hostClock().believed(epochNs);
    if (believedNs < epochNs) {
      lives.time(epochNs); // what waits there waits by the trace's own time
    }
    if (windows.comeTo(believedNs)) {
      lives.time(believedNs);
      windows.close(expire);
    }
  }

  @Override
  public void silence() {
    lives.flush();
    windows.closeAll();
  }

  private void publish(VmWindow window) {
    resultsSoFar++;
    boolean isFromStart = lives.map().isFromStart();
    var phase = lives.course().phases().at(window.endNs(), isFromStart);
    var of = new WindowResults.Of(vm, host, isFromStart, lives.missingIn(window), phase);
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
    int vcpu = lives.course().vcpus().of(attributed);
    lives.course().phases().converted(attributed);
    var late = windows.count(attributed, sharedBefore, vcpu);
    var conversion = ConversionResults.conversion(attributed, of(), vcpu, late != null);
    resultsSoFar++;
    results.conversion(conversion, event.position());
    if (late != null) {
      results.late(conversion, late);
    }
  }

  private ConversionResults.Of of() {
    return new ConversionResults.Of(vm, host, lives.pid());
  }

  /** Its block was taken for certain and is not. */
  private void refuted(Attributed wrong) {
    var block = wrong.block();
    if (block == null || block.name() == null) {
      return; // nothing was said of it
    }
    windows.correct(wrong);
    resultsSoFar++;
    int vcpu = lives.course().vcpus().of(wrong);
    var correction = ConversionResults.correction(wrong, of(), vcpu, block.name());
    results.conversion(correction, wrong.event().position());
  }

  private void refused(Refused one) {
    windows.refused(one);
    resultsSoFar++;
    results.refused(ConversionResults.refused(one, of(), windows.timeOf(one)));
  }

  /** Writes everything; {@link #decode} is the way back. */
  public void encode(DataOutput data) throws IOException {
    var out = new SnapshotWriter(data, SNAPSHOT_VERSION);
    out.writeText(host);
    lives.encodePid(out);
    windows.encodeTime(out);
    lives.encodeBytes(out);
    windows.encodeLastLoss(out);
    lives.encode(out);
    lives.encodePending(out);
    windows.encode(out, lives.map());
    lives.encodeTraced(out);
  }

  /**
   * Reads a snapshot into this VM, which must be new. Windows that are no longer among the settings
   * are left out.
   */
  public void decode(DataInput data) throws IOException {
    var in = new SnapshotReader(data, SNAPSHOT_VERSION);
    host = in.readText();
    lives.decodePid(in);
    windows.decodeTime(in);
    lives.decodeBytes(in);
    windows.decodeLastLoss(in);
    lives.decode(in);
    if (in.isSince(2)) {
      MemoryFacts.replay(in.readBytes(), this);
    }
    windows.decode(in, lives.map());
    lives.decodeTraced(in);
  }
}
