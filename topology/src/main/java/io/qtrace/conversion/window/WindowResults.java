package io.qtrace.conversion.window;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.MissingEvents;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.life.Mark;
import io.qtrace.conversion.life.Phases;
import io.qtrace.conversion.outcome.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;

/** Makes the final results of a window. */
public final class WindowResults {

  private WindowResults() {}

  /**
   * What all results of a window have in common.
   *
   * @param missingEvents see {@link MissingEvents}
   * @param phase see {@link Phases}
   */
  public record Of(String vm, String host, boolean fromStart, String missingEvents, String phase) {}

  /** One per RAM block, by name. */
  public static List<RamBlockConversions> blocks(VmWindow window, Of of) {
    var byLabel = new TreeMap<String, RamBlockConversions>();
    var latencies = new HashMap<String, Latencies>();
    for (var block : window.blocks) {
      var result = block(window, block);
      result.setVm(of.vm);
      result.setHost(of.host);
      result.setFromStart(of.fromStart);
      result.setMissingEvents(of.missingEvents);
      // A VM that was restarted has each block twice.
      byLabel.merge(result.getBlock(), result, WindowResults::followedBy);
      var all = latencies.computeIfAbsent(result.getBlock(), none -> new Latencies());
      all.add(block.latencies());
      all.describe(result); // which is the one that the merge keeps
    }
    return byLabel.values().stream()
        .sorted(Comparator.comparing(RamBlockConversions::getBlock))
        .toList();
  }

  private static RamBlockConversions block(VmWindow window, BlockWindow block) {
    var result = new RamBlockConversions();
    result.setBlock(block.block.label());
    result.setWindow(window.spec.name());
    result.setWindowStart(Instant.ofEpochMilli(window.startMs));
    result.setWindowEnd(Instant.ofEpochMilli(window.endMs()));
    var counts = block.counts;
    result.setToShared(counts.toShared);
    result.setToPrivate(counts.toPrivate);
    result.setBytesToShared(counts.bytesToShared);
    result.setBytesToPrivate(counts.bytesToPrivate);
    result.setNoOp(counts.noOp);
    result.setMixture(counts.mixture);
    result.setExplicit(counts.explicit);
    result.setImplicit(counts.implicit);
    result.setPageSized(counts.pageSized);
    result.setFrameSized(counts.frameSized);
    result.setLarger(counts.larger);
    result.setMergeable(counts.mergeable);
    result.setSplitLargeFrames(block.splitLargeFrames);
    result.setPingPongPages(block.pingPongPages());
    result.setSharedBytes(block.sharedBytes);
    result.setPeakSharedBytes(block.peakSharedBytes);
    result.setSplitFrames(block.splitFrames);
    result.setByMap(counts.byRule[Rule.MAP.code()]);
    result.setByDiscard(counts.byRule[Rule.DISCARD.code()]);
    result.setByOnlyFit(counts.byRule[Rule.ONLY_FIT.code()]);
    result.setByPair(counts.byRule[Rule.PAIR.code()]);
    result.setDroppedEvents(window.droppedEvents);
    result.setLateEvents(window.lateEvents);
    result.setUnattributed(window.unattributed());
    result.setComplete(window.isComplete());
    Rollups.setRates(result);
    return result;
  }

  /** The sums of two lives of a block; the footprint of the second. */
  private static RamBlockConversions followedBy(
      RamBlockConversions first, RamBlockConversions second) {
    second.setToShared(first.getToShared() + second.getToShared());
    second.setToPrivate(first.getToPrivate() + second.getToPrivate());
    second.setBytesToShared(first.getBytesToShared() + second.getBytesToShared());
    second.setBytesToPrivate(first.getBytesToPrivate() + second.getBytesToPrivate());
    second.setNoOp(first.getNoOp() + second.getNoOp());
    second.setMixture(first.getMixture() + second.getMixture());
    second.setExplicit(first.getExplicit() + second.getExplicit());
    second.setImplicit(first.getImplicit() + second.getImplicit());
    second.setPageSized(first.getPageSized() + second.getPageSized());
    second.setFrameSized(first.getFrameSized() + second.getFrameSized());
    second.setLarger(first.getLarger() + second.getLarger());
    second.setMergeable(first.getMergeable() + second.getMergeable());
    second.setPingPongPages(first.getPingPongPages() + second.getPingPongPages());
    second.setPeakSharedBytes(Math.max(first.getPeakSharedBytes(), second.getPeakSharedBytes()));
    second.setByMap(first.getByMap() + second.getByMap());
    second.setByDiscard(first.getByDiscard() + second.getByDiscard());
    second.setByOnlyFit(first.getByOnlyFit() + second.getByOnlyFit());
    second.setByPair(first.getByPair() + second.getByPair());
    Rollups.setRates(second);
    return second;
  }

  /** Sums up the VM's blocks and what belongs to none. */
  public static ConversionRollup vm(
      VmWindow window, List<RamBlockConversions> blocks, Latencies latencies, Of of) {
    var unattributed = window.unattributed;
    var rollup = new ConversionRollup();
    rollup.setScope("vm");
    rollup.setVm(of.vm);
    rollup.setHost(of.host);
    rollup.setVms(1L);
    rollup.setWindow(window.spec.name());
    rollup.setWindowStart(Instant.ofEpochMilli(window.startMs));
    rollup.setWindowEnd(Instant.ofEpochMilli(window.endMs()));
    rollup.setToShared(unattributed.toShared);
    rollup.setToPrivate(unattributed.toPrivate);
    rollup.setBytesToShared(unattributed.bytesToShared);
    rollup.setBytesToPrivate(unattributed.bytesToPrivate);
    rollup.setNoOp(unattributed.noOp);
    rollup.setMixture(unattributed.mixture);
    rollup.setExplicit(unattributed.explicit);
    rollup.setImplicit(unattributed.implicit);
    rollup.setPageSized(unattributed.pageSized);
    rollup.setFrameSized(unattributed.frameSized);
    rollup.setLarger(unattributed.larger);
    rollup.setMergeable(unattributed.mergeable);
    rollup.setUnattributed(window.unattributed());
    for (var block : blocks) {
      Rollups.add(rollup, block);
    }
    rollup.setDroppedEvents(window.droppedEvents);
    rollup.setLateEvents(window.lateEvents);
    rollup.setComplete(window.isComplete());
    rollup.setMissingEvents(of.missingEvents);
    latencies.describe(rollup);
    rollup.setRefused(window.refused);
    describeLife(window, rollup);
    rollup.setPhase(of.phase);
    Rollups.setRates(rollup);
    return rollup;
  }

  private static void describeLife(VmWindow window, ConversionRollup rollup) {
    rollup.setFailedDiscards(window.failedDiscards);
    rollup.setVcpus(window.byVcpu.vcpus());
    rollup.setVcpuConversions(window.byVcpu.known());
    rollup.setMostOfOneVcpu(window.byVcpu.most());
    rollup.setByVcpu(window.byVcpu.byName());
    rollup.setRestarts(window.marks[Mark.RESTART.code()]);
    rollup.setResets(window.marks[Mark.RESET.code()]);
    rollup.setStops(window.marks[Mark.STOP.code()]);
    rollup.setContinues(window.marks[Mark.CONTINUE.code()]);
  }
}
