package io.qtrace.conversion;

import io.qtrace.contract.Conversion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  /** Of a pair; a record has to fit into its topic. */
  private static final int MAX_CANDIDATES = 100;

  /** QEMU's ring buffer: what is lost lies at most that far behind the dropped record. */
  private static final long LOSS_BYTES = 256 << 10;

  private static final long NANOS_PER_MILLI = 1_000_000;

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
  private final Settings settings;
  private final long graceMs;
  private final Results results;

  private String host;
  private int pid;
  private MemoryMap map = new MemoryMap();
  private Attribution attribution =
      new Attribution(map, this::settled, this::refuted, this::refused);

  /** What a QEMU told last, until the trace shows that it is this one. */
  private @Nullable MemoryLayout pending;

  private final TracedEvents traced = new TracedEvents();

  private boolean hasTime;
  private long nowNs;

  /** What the host's clock showed at least. */
  private final HostClock hostClock;

  /** No window is to be closed before. */
  private long nextCloseMs = Long.MIN_VALUE;

  /** By the settings' windows. */
  private final List<OpenWindows> open = new ArrayList<>();

  /** Number of losses so far, and what is known of the last one. */
  private long losses;

  private long lostEvents;
  private long lossBytesLeft;

  /** Of the trace, since memory was mapped; at most {@link #LOSS_BYTES}. */
  private long bytesSinceSlot;

  private long lastLossMs = Long.MIN_VALUE;

  private long resultsSoFar;

  /** No life yet. */
  public VmConversions(String vm, String host, Settings settings, Results results) {
    this.vm = vm;
    this.host = host;
    this.settings = settings;
    this.graceMs = settings.grace.toMillis();
    this.results = results;
    this.hostClock = new HostClock(settings.futureLimit);
    settings.windows.forEach(spec -> open.add(new OpenWindows(spec, this::publish)));
  }

  /** How many windows were closed and conversions settled, since this object was made. */
  public long resultsSoFar() {
    return resultsSoFar;
  }

  /** Whether {@link #hostClock} would tell anything new. */
  public boolean isNews(long epochMs) {
    return hostClock.isNews(epochMs);
  }

  @Override
  public void hostClock(long epochMs) {
    hostClock.showed(epochMs);
  }

  @Override
  public void host(String name) {
    host = name;
  }

  /** Whether any window is open, or will be: a change may wait for its block. */
  public boolean hasOpenWindows() {
    return attribution.isWaiting() || !open.stream().allMatch(OpenWindows::isEmpty);
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
                    block.label(), block.footprint.sharedBytes(), block.footprint.splitFrames()))
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
  public void allocated(String block, long size, long address) {
    if (map.isElsewhere(block, address)) {
      restarted();
    }
    map.allocated(block, size, address);
    attribution.leaveRetired();
    useLayout();
  }

  @Override
  public void slot(
      int slot, long gpa, long size, long userspace, int guestMemfd, long guestMemfdOffset) {
    traced.place();
    boolean isOfAnother =
        pid == 0 && guestMemfd >= 0 && map.isMappedElsewhere(gpa, size, userspace);
    if (isOfAnother || !map.fits(slot, gpa, size, userspace)) {
      restarted();
    }
    if (map.endsSharing(slot, size, userspace, guestMemfd, guestMemfdOffset)) {
      attribution.breakOff();
    }
    map.slot(slot, gpa, size, userspace, guestMemfd, guestMemfdOffset);
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
  public void exited(int vcpu, boolean mayConvert) {
    traced.exit();
    map.guestRuns();
    attribution.exited(vcpu, mayConvert);
  }

  @Override
  public void caused(Cause cause, long gpa, long size, long threadId) {
    attribution.caused(cause, gpa, size, threadId);
  }

  @Override
  public void requested(long epochNs, long gpa, long size, MemoryState to, long threadId) {
    traced.request();
    map.guestRuns();
    attribution.requested(epochNs, gpa, size, to, threadId);
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
    map.guestRuns();
    var change = new Change(epochNs, position, offset, size, from, to, threadId);
    change.isBehindLoss = lossBytesLeft > 0;
    attribution.changed(change);
  }

  @Override
  public void discarded(String block, long address, long length, long threadId) {
    traced.discard();
    if (pid == 0 && map.isOutside(block, address)) {
      restarted(); // and nothing else would have shown it
    }
    attribution.discarded(block, address, length, threadId);
    useLayout();
  }

  @Override
  public void lost(long count) {
    if (bytesSinceSlot < LOSS_BYTES) {
      map.slotsLost();
    }
    attribution.lost(count);
    map.statesLost();
    losses++;
    lostEvents = count;
    lossBytesLeft = LOSS_BYTES;
    if (hasTime && isConfidential()) {
      markLoss(Math.floorDiv(nowNs, NANOS_PER_MILLI), count);
    }
  }

  /** Whether anything shows that memory can be converted. */
  private boolean isConfidential() {
    return !map.blocks().isEmpty() || hasOpenWindows();
  }

  /** Marks the windows in which events may have been lost: those since the loss before. */
  private void markLoss(long nowMs, long count) {
    for (var windows : open) {
      var current = windows.get(windows.spec.lastStart(nowMs), hostClock.lastStartMs());
      if (current != null) {
        current.lost(losses, count);
      }
      windows.endingAfter(lastLossMs).forEach(window -> window.lost(losses, count));
    }
    lastLossMs = nowMs;
  }

  @Override
  public void progress(long epochNs, long bytes) {
    attribution.read(bytes);
    lossBytesLeft = Math.max(0, lossBytesLeft - bytes);
    bytesSinceSlot = Math.min(LOSS_BYTES, bytesSinceSlot + bytes);
    if (epochNs == Long.MIN_VALUE) {
      return;
    }
    long believedNs = hostClock.believed(epochNs);
    if (believedNs < epochNs) {
      attribution.time(epochNs); // what waits there waits by the trace's own time
    }
    if (!hasTime || believedNs > nowNs) {
      hasTime = true;
      nowNs = believedNs;
      attribution.time(believedNs);
      close(Math.floorDiv(believedNs, NANOS_PER_MILLI) - graceMs);
    }
  }

  @Override
  public void silence() {
    attribution.flush();
    for (var windows : open) {
      windows.closeAll();
      if (hasTime) {
        long start = windows.spec.lastStart(Math.floorDiv(nowNs, NANOS_PER_MILLI));
        windows.openNoneUntil(start + windows.spec.sizeMs());
      }
    }
  }

  private void close(long untilMs) {
    if (untilMs < nextCloseMs) {
      return;
    }
    nextCloseMs = Long.MAX_VALUE;
    for (var windows : open) {
      var spec = windows.spec;
      long next = spec.lastStart(untilMs - spec.sizeMs()) + spec.sizeMs();
      nextCloseMs = Math.min(nextCloseMs, next + spec.advanceMs());
      if (!windows.isClosedUntil(next)) {
        attribution.expire(next * NANOS_PER_MILLI);
        windows.closeUntil(next);
      }
    }
  }

  private void publish(VmWindow window) {
    resultsSoFar++;
    var of = new WindowResults.Of(vm, host, map.isFromStart(), traced.missingIn(window));
    var blocks = WindowResults.blocks(window, of);
    blocks.forEach(results::block);
    var latencies = window.latencies();
    results.vm(WindowResults.vm(window, blocks, latencies, of), latencies);
  }

  private void settled(Change change) {
    var block = change.block;
    long sharedBefore = 0;
    if (block != null) {
      sharedBefore = block.footprint.sharedBytes();
      change.isMergeable = block.runs.add(change);
      if (block.holds(change.offset, change.size)) {
        block.footprint.convert(change.offset, change.size, change.to == MemoryState.SHARED);
      }
    }
    var late = count(change, sharedBefore);
    var conversion = conversion(change, late != null);
    resultsSoFar++;
    results.conversion(conversion, change.position);
    if (late != null) {
      results.late(conversion, late);
    }
  }

  /** Its block was taken for certain and is not: windows that are open forget it. */
  private void refuted(Change change) {
    var block = change.block;
    map.statesLost();
    if (block == null || block.name == null) {
      return; // nothing was said of it
    }
    long ms = Math.floorDiv(change.epochNs, NANOS_PER_MILLI);
    for (var windows : open) {
      var spec = windows.spec;
      boolean isLate = false;
      for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
        var window = windows.get(start, hostClock.lastStartMs());
        if (window != null) {
          window.correct(change);
        } else {
          isLate = true;
        }
      }
      if (isLate) {
        countLate(windows);
      }
    }
    change.settle(Rule.UNATTRIBUTED, null);
    var correction = conversion(change, false);
    correction.setCorrects(block.name);
    resultsSoFar++;
    results.conversion(correction, change.position);
  }

  /** In the windows of the request; it may be known only when those are closed. */
  private void refused(long epochNs) {
    long ns = epochNs == Request.NO_TIME ? nowNs : epochNs;
    long ms = Math.floorDiv(ns, NANOS_PER_MILLI);
    for (var windows : open) {
      var spec = windows.spec;
      for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
        var window = windows.get(start, hostClock.lastStartMs());
        if (window != null) {
          window.refused++;
        }
      }
    }
  }

  /** Why a window that it belongs to does not have it; null if all do. */
  private @Nullable Late count(Change change, long sharedBefore) {
    long ms = Math.floorDiv(change.epochNs, NANOS_PER_MILLI);
    long lastStartMs = hostClock.lastStartMs();
    Late late = null;
    for (var windows : open) {
      var spec = windows.spec;
      Late lateHere = null;
      for (long start = spec.lastStart(ms); start > ms - spec.sizeMs(); start -= spec.advanceMs()) {
        var window = windows.get(start, lastStartMs);
        if (window != null) {
          add(change, sharedBefore, window);
        } else if (lateHere == null) {
          lateHere = windows.late(start, lastStartMs);
        }
      }
      if (lateHere != null) {
        countLate(windows);
        late = late == null ? lateHere : late;
      }
    }
    return late;
  }

  private void add(Change change, long sharedBefore, VmWindow window) {
    var block = change.block == null ? null : window.block(change.block);
    if (block == null) {
      window.unattributed.add(change);
    } else {
      block.add(change, sharedBefore);
    }
    if (change.isBehindLoss) {
      window.lost(losses, lostEvents);
    }
  }

  /** In the window that is current by the VM's time, or else by its host's. */
  private void countLate(OpenWindows windows) {
    long nowMs = hasTime ? Math.floorDiv(nowNs, NANOS_PER_MILLI) : hostClock.atLeastMs();
    if (!hasTime && !hostClock.isKnown()) {
      return;
    }
    var current = windows.get(windows.spec.lastStart(nowMs), hostClock.lastStartMs());
    if (current != null) {
      current.lateEvents++;
    }
  }

  private Conversion conversion(Change change, boolean isLate) {
    var conversion = new Conversion();
    conversion.setVm(vm);
    conversion.setHost(host);
    conversion.setTimestamp(
        Instant.ofEpochSecond(
            Math.floorDiv(change.epochNs, 1_000_000_000L),
            Math.floorMod(change.epochNs, 1_000_000_000L)));
    conversion.setPid(Integer.toUnsignedLong(pid));
    var block = change.block;
    if (block != null && block.name != null && change.rule != Rule.PAIR) {
      conversion.setBlock(block.name);
    }
    conversion.setCandidates(
        change.pair.isEmpty()
            ? List.of()
            : change.pair.stream()
                .map(RamBlock::label)
                .sorted(Comparator.naturalOrder())
                .limit(MAX_CANDIDATES)
                .toList());
    conversion.setOffset(change.offset);
    conversion.setSize(change.size);
    if (change.hasGpa) {
      conversion.setGpa(change.gpa);
    }
    conversion.setFrom(change.from.text());
    conversion.setTo(change.to.text());
    if (change.cause != Cause.UNKNOWN) {
      conversion.setCause(change.cause.text());
    }
    conversion.setRule(change.settledBy().text());
    conversion.setLate(isLate);
    if (change.latencyNs != Change.UNKNOWN) {
      conversion.setLatencyNs(change.latencyNs);
    }
    return conversion;
  }

  /** Writes everything; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    out.writeByte(SNAPSHOT_VERSION);
    Texts.encode(host, out);
    out.writeInt(pid);
    out.writeBoolean(hasTime);
    out.writeLong(nowNs);
    hostClock.encode(out);
    out.writeLong(losses);
    out.writeLong(lostEvents);
    out.writeLong(lossBytesLeft);
    out.writeLong(bytesSinceSlot);
    out.writeLong(lastLossMs);
    map.encode(out);
    attribution.encode(out);
    encodePending(out);
    out.writeInt(open.size());
    for (var windows : open) {
      windows.encode(out, map);
    }
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
    hasTime = in.readBoolean();
    nowNs = in.readLong();
    if (version > 2) {
      hostClock.decode(in);
    }
    losses = in.readLong();
    lostEvents = in.readLong();
    lossBytesLeft = in.readLong();
    bytesSinceSlot = in.readLong();
    lastLossMs = in.readLong();
    map = MemoryMap.decode(in, version);
    attribution = new Attribution(map, this::settled, this::refuted, this::refused);
    attribution.decode(in, version);
    if (version > 1) {
      decodePending(in);
    }
    for (int left = in.readInt(); left > 0; left--) {
      var spec = new WindowSpec(in.readLong(), in.readLong());
      int index = settings.windows.indexOf(spec);
      var windows = index >= 0 ? open.get(index) : new OpenWindows(spec, this::publish);
      windows.decode(in, version, map);
    }
    if (version > 4) {
      traced.decode(in);
    } else {
      traced.decodeNothing();
    }
  }
}
