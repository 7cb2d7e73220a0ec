package io.qtrace.cli.decode.sink;

import io.qtrace.cli.format.TraceEventJson;
import io.qtrace.cli.format.TraceEventJson.Track;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is said of conversions on a timeline. */
final class TimelineResults implements Results {

  private static final long NS_PER_SECOND = 1_000_000_000;
  private static final double BYTES_PER_MIB = 1 << 20;

  private final Consumer<TimelineEntry> out;
  private final LongUnaryOperator sinceZero;
  private final TimelineTracks tracks;

  /** Of the last conversion: windows do not say it. */
  private long pid;

  /** Of the last window of each RAM block: there is none where nothing was converted. */
  private final Map<String, Long> ends = new TreeMap<>();

  /** Of spans that no row is known for: they may overlap, which those of a row must not. */
  private long ids;

  /**
   * @param sinceZero makes the timeline's time of nanoseconds since the epoch
   */
  TimelineResults(Consumer<TimelineEntry> out, LongUnaryOperator sinceZero, TimelineTracks tracks) {
    this.out = out;
    this.sinceZero = sinceZero;
    this.tracks = tracks;
  }

  /**
   * A span from request to change. What corrects an earlier one is left out: that one's span says
   * what was known then.
   */
  @Override
  public void conversion(Conversion conversion, long position) {
    if (conversion.getCorrects() != null) {
      return;
    }
    pid = conversion.getPid();
    var latency = conversion.getLatencyNs();
    long length = latency == null ? 0 : latency;
    long end = ns(conversion.getTimestamp());
    if (conversion.getVcpu() == null && conversion.getThreadId() == null) {
      long id = ++ids;
      out.accept(arguments(conversion, entry(conversion, "b", end - length).with("id", id)));
      out.accept(entry(conversion, "e", end).with("id", id));
    } else {
      var span = entry(conversion, "X", end - length).with("dur", TraceEventJson.micros(length));
      out.accept(arguments(conversion, span));
    }
  }

  private TimelineEntry entry(Conversion conversion, String phase, long at) {
    return new TimelineEntry("to " + conversion.getTo(), phase)
        .at(at)
        .with("cat", "conversion")
        .on(track(conversion.getVcpu(), conversion.getThreadId()));
  }

  private static TimelineEntry arguments(Conversion conversion, TimelineEntry entry) {
    return entry
        .argument("block", conversion.getBlock())
        .argument("offset", hex(conversion.getOffset()))
        .argument("size", conversion.getSize())
        .argument("cause", conversion.getCause())
        .argument("rule", conversion.getRule())
        .argument("latencyNs", conversion.getLatencyNs());
  }

  @Override
  public void late(Conversion conversion, Late why) {}

  @Override
  public void refused(RefusedConversion refused) {
    pid = refused.getPid();
    var gpa = refused.getGpa();
    out.accept(
        new TimelineEntry("refused: " + refused.getReason(), "i")
            .at(ns(refused.getTimestamp()))
            .with("cat", "conversion")
            .with("s", "t")
            .on(track(null, refused.getThreadId()))
            .argument("to", refused.getTo())
            .argument("gpa", gpa == null ? null : hex(gpa))
            .argument("size", refused.getSize()));
  }

  @Override
  public void block(RamBlockConversions window) {
    var block = window.getBlock();
    long start = ns(window.getWindowStart());
    long end = ns(window.getWindowEnd());
    var before = ends.put(block, end);
    if (before != null && before < start) {
      rates(block, before, 0, 0);
    }
    rates(block, start, window.getToSharedPerSecond(), window.getToPrivatePerSecond());
    out.accept(
        counter("shared MiB " + block, end)
            .argument("shared", window.getSharedBytes() / BYTES_PER_MIB));
  }

  /** No window comes any more: the rates are 0, as counters stay what they were. */
  void end() {
    ends.forEach((block, end) -> rates(block, end, 0, 0));
  }

  private void rates(String block, long at, double toShared, double toPrivate) {
    out.accept(
        counter("conversions/s " + block, at)
            .argument("to shared", toShared)
            .argument("to private", toPrivate));
  }

  @Override
  public void vm(ConversionRollup window, Latencies latencies) {}

  private TimelineEntry counter(String name, long at) {
    return new TimelineEntry(name, "C").at(at).with("pid", pid);
  }

  private Track track(@Nullable Long vcpu, @Nullable Long threadId) {
    if (threadId != null) {
      return tracks.thread(pid, threadId);
    }
    return vcpu == null ? tracks.process(pid) : tracks.vcpu(pid, vcpu);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private long ns(Instant time) {
    return sinceZero.applyAsLong(time.getEpochSecond() * NS_PER_SECOND + time.getNano());
  }
}
