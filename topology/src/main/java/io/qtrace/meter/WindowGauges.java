package io.qtrace.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.meter.Measure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The last closed window of each RAM block and of each VM, as gauges. Those with the most memory
 * shared or converted get series of their own, up to a limit; the rest is summed up in one, called
 * {@code other}. Thread-safe.
 *
 * <p>A window without conversions has no result. So once the window after the last one has to be
 * closed as well, rates are zero, while shared memory stays as it is, until the block is forgotten.
 */
public final class WindowGauges {

  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * @param series how many windows of RAM blocks, and how many of VMs, have series of their own
   * @param keep how long after its last result a RAM block or VM is forgotten
   * @param closing how long after its end a window is closed at the latest
   */
  public record Limits(int series, Duration keep, Duration closing) {}

  private static final List<Measure<RamBlockConversions>> OF_BLOCKS =
      List.of(
          new Measure<>(
              "shared.bytes",
              "Shared memory at the end of the last window",
              Kind.LEVEL,
              RamBlockConversions::getSharedBytes),
          new Measure<>(
              "converted.bytes.per.second",
              "Bytes converted per second of the last window",
              Kind.RATE,
              w -> w.getBytesToSharedPerSecond() + w.getBytesToPrivatePerSecond()),
          new Measure<>(
              "to.shared.conversions.per.second",
              "Conversions to shared per second of the last window",
              Kind.RATE,
              RamBlockConversions::getToSharedPerSecond),
          new Measure<>(
              "to.private.conversions.per.second",
              "Conversions to private per second of the last window",
              Kind.RATE,
              RamBlockConversions::getToPrivatePerSecond),
          new Measure<>(
              "mergeable.conversions.per.second",
              "Conversions per second of the last window that one request could have done with another",
              Kind.RATE,
              w -> w.getMergeable() / seconds(w.getWindowStart(), w.getWindowEnd())),
          new Measure<>(
              "ping.pong.pages",
              "4 KiB pages converted in both directions within the last window",
              Kind.RATE,
              RamBlockConversions::getPingPongPages),
          new Measure<>(
              "split.frames",
              "2 MiB frames that are part shared, part private at the end of the last window",
              Kind.LEVEL,
              RamBlockConversions::getSplitFrames),
          new Measure<>(
              "split.large.frames",
              "1 GiB frames that are part shared, part private at the end of the last window",
              Kind.LEVEL,
              RamBlockConversions::getSplitLargeFrames),
          new Measure<>(
              "window.complete",
              "0 if trace events or RAM blocks of the last window are missing: its values are lower bounds",
              Kind.LEAST,
              w -> w.getComplete() ? 1 : 0));

  private static final List<Measure<ConversionRollup>> OF_VMS =
      List.of(
          new Measure<>(
              "conversions.per.second",
              "Conversions per second of the last window",
              Kind.RATE,
              ConversionRollup::getConversionsPerSecond),
          new Measure<>(
              "refused.requests.per.second",
              "Requests per second of the last window that certainly had no change",
              Kind.RATE,
              w -> w.getRefused() / seconds(w.getWindowStart(), w.getWindowEnd())),
          new Measure<>(
              "failed.discards",
              "Discards of the last window that gave no memory back",
              Kind.RATE,
              ConversionRollup::getFailedDiscards),
          new Measure<>(
              "latency.to.shared.p99.seconds",
              "99th percentile of the latency of conversions to shared in the last window; 0 if none is known",
              Kind.MOST,
              w -> w.getLatencyToSharedP99Ns() / NANOS_PER_SECOND),
          new Measure<>(
              "latency.to.private.p99.seconds",
              "99th percentile of the latency of conversions to private in the last window; 0 if none is known",
              Kind.MOST,
              w -> w.getLatencyToPrivateP99Ns() / NANOS_PER_SECOND),
          new Measure<>(
              "busiest.vcpu.conversions.per.second",
              "Conversions per second of the last window by the vCPU that made most",
              Kind.MOST,
              w -> w.getMostOfOneVcpu() / seconds(w.getWindowStart(), w.getWindowEnd())),
          new Measure<>(
              "restarts",
              "Restarts and resets of the VM in the last window",
              Kind.RATE,
              w -> w.getRestarts() + w.getResets()),
          new Measure<>(
              "unattributed.conversions",
              "Conversions of the last window whose RAM block is not known",
              Kind.RATE,
              ConversionRollup::getUnattributed));

  private final WindowSeries<RamBlockConversions> blocks;
  private final WindowSeries<ConversionRollup> vms;

  /**
   * @param clockMs wall-clock time
   */
  public WindowGauges(MeterRegistry meters, Limits limits, LongSupplier clockMs) {
    var ofBlocks =
        new WindowSeries.Shown<RamBlockConversions>(
            "qtrace.ram.block.",
            "qtrace.ram.blocks.summed",
            "RAM blocks and windows beyond metrics.ram.blocks, summed up as 'other'",
            List.of("vm", "host", "block"),
            new WindowSeries.Identity<>(
                w -> List.of(w.getVm(), w.getHost(), w.getBlock()),
                RamBlockConversions::getWindowStart,
                RamBlockConversions::getWindowEnd),
            OF_BLOCKS,
            (values, seconds) -> values.get(0) + values.get(1) * seconds);
    var ofVms =
        new WindowSeries.Shown<ConversionRollup>(
            "qtrace.vm.",
            "qtrace.vms.summed",
            "VMs and windows beyond metrics.ram.blocks, summed up as 'other'",
            List.of("vm", "host"),
            new WindowSeries.Identity<>(
                w -> List.of(w.getVm(), w.getHost()),
                ConversionRollup::getWindowStart,
                ConversionRollup::getWindowEnd),
            OF_VMS,
            (values, seconds) -> (values.get(0) + values.get(1)) * seconds);
    blocks = new WindowSeries<>(meters, ofBlocks, limits, clockMs);
    vms = new WindowSeries<>(meters, ofVms, limits, clockMs);
  }

  private static double seconds(Instant start, Instant end) {
    return Duration.between(start, end).toMillis() / 1e3;
  }

  /**
   * A window of a RAM block was closed.
   *
   * @param owner of this RAM block, until it is no longer
   */
  public void closed(Object owner, RamBlockConversions window) {
    blocks.closed(owner, window);
  }

  /** The same of a VM. */
  public void closed(Object owner, ConversionRollup window) {
    vms.closed(owner, window);
  }

  /** Another instance has these RAM blocks and VMs now, perhaps. */
  public void forget(Object owner) {
    blocks.forget(owner);
    vms.forget(owner);
  }

  /** Brings the gauges up to date. */
  public void refresh() {
    blocks.refresh();
    vms.refresh();
  }
}
