package io.qtrace.conversion.window;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.MissingEvents;

/** Sums over the windows of blocks and of VMs. */
public final class Rollups {

  private Rollups() {}

  /** Adds a window of a block to the one of its VM; {@link #setRates} is to follow. */
  public static void add(ConversionRollup sum, RamBlockConversions block) {
    sum.setBlocks(sum.getBlocks() + 1);
    sum.setToShared(sum.getToShared() + block.getToShared());
    sum.setToPrivate(sum.getToPrivate() + block.getToPrivate());
    sum.setBytesToShared(sum.getBytesToShared() + block.getBytesToShared());
    sum.setBytesToPrivate(sum.getBytesToPrivate() + block.getBytesToPrivate());
    sum.setNoOp(sum.getNoOp() + block.getNoOp());
    sum.setMixture(sum.getMixture() + block.getMixture());
    sum.setExplicit(sum.getExplicit() + block.getExplicit());
    sum.setImplicit(sum.getImplicit() + block.getImplicit());
    sum.setPingPongPages(sum.getPingPongPages() + block.getPingPongPages());
    sum.setSharedBytes(sum.getSharedBytes() + block.getSharedBytes());
    sum.setSplitFrames(sum.getSplitFrames() + block.getSplitFrames());
    sum.setSplitLargeFrames(sum.getSplitLargeFrames() + block.getSplitLargeFrames());
    sum.setPageSized(sum.getPageSized() + block.getPageSized());
    sum.setFrameSized(sum.getFrameSized() + block.getFrameSized());
    sum.setLarger(sum.getLarger() + block.getLarger());
    sum.setMergeable(sum.getMergeable() + block.getMergeable());
    sum.setByMap(sum.getByMap() + block.getByMap());
    sum.setByDiscard(sum.getByDiscard() + block.getByDiscard());
    sum.setByOnlyFit(sum.getByOnlyFit() + block.getByOnlyFit());
    sum.setByPair(sum.getByPair() + block.getByPair());
  }

  /** Adds one rollup to another of the same window; {@link #setRates} is to follow. */
  public static void add(ConversionRollup sum, ConversionRollup more) {
    sum.setVms(sum.getVms() + more.getVms());
    sum.setBlocks(sum.getBlocks() + more.getBlocks());
    sum.setToShared(sum.getToShared() + more.getToShared());
    sum.setToPrivate(sum.getToPrivate() + more.getToPrivate());
    sum.setBytesToShared(sum.getBytesToShared() + more.getBytesToShared());
    sum.setBytesToPrivate(sum.getBytesToPrivate() + more.getBytesToPrivate());
    sum.setNoOp(sum.getNoOp() + more.getNoOp());
    sum.setMixture(sum.getMixture() + more.getMixture());
    sum.setExplicit(sum.getExplicit() + more.getExplicit());
    sum.setImplicit(sum.getImplicit() + more.getImplicit());
    sum.setPingPongPages(sum.getPingPongPages() + more.getPingPongPages());
    sum.setSharedBytes(sum.getSharedBytes() + more.getSharedBytes());
    sum.setSplitFrames(sum.getSplitFrames() + more.getSplitFrames());
    sum.setSplitLargeFrames(sum.getSplitLargeFrames() + more.getSplitLargeFrames());
    sum.setPageSized(sum.getPageSized() + more.getPageSized());
    sum.setFrameSized(sum.getFrameSized() + more.getFrameSized());
    sum.setLarger(sum.getLarger() + more.getLarger());
    sum.setMergeable(sum.getMergeable() + more.getMergeable());
    sum.setByMap(sum.getByMap() + more.getByMap());
    sum.setByDiscard(sum.getByDiscard() + more.getByDiscard());
    sum.setByOnlyFit(sum.getByOnlyFit() + more.getByOnlyFit());
    sum.setByPair(sum.getByPair() + more.getByPair());
    sum.setUnattributed(sum.getUnattributed() + more.getUnattributed());
    sum.setDroppedEvents(sum.getDroppedEvents() + more.getDroppedEvents());
    sum.setLateEvents(sum.getLateEvents() + more.getLateEvents());
    sum.setComplete(sum.getComplete() && more.getComplete());
    sum.setRefused(sum.getRefused() + more.getRefused());
    sum.setFailedDiscards(sum.getFailedDiscards() + more.getFailedDiscards());
    sum.setVcpus(sum.getVcpus() + more.getVcpus());
    sum.setVcpuConversions(sum.getVcpuConversions() + more.getVcpuConversions());
    sum.setMostOfOneVcpu(Math.max(sum.getMostOfOneVcpu(), more.getMostOfOneVcpu()));
    sum.setRestarts(sum.getRestarts() + more.getRestarts());
    sum.setResets(sum.getResets() + more.getResets());
    sum.setStops(sum.getStops() + more.getStops());
    sum.setContinues(sum.getContinues() + more.getContinues());
    sum.setMissingEvents(MissingEvents.union(sum.getMissingEvents(), more.getMissingEvents()));
  }

  /** Sets the total and the rates from the sums. */
  public static void setRates(ConversionRollup sum) {
    double seconds =
        (sum.getWindowEnd().toEpochMilli() - sum.getWindowStart().toEpochMilli()) / 1000.0;
    sum.setCount(sum.getToShared() + sum.getToPrivate());
    sum.setConversionsPerSecond(sum.getCount() / seconds);
    sum.setToSharedPerSecond(sum.getToShared() / seconds);
    sum.setToPrivatePerSecond(sum.getToPrivate() / seconds);
    sum.setBytesToSharedPerSecond(sum.getBytesToShared() / seconds);
    sum.setBytesToPrivatePerSecond(sum.getBytesToPrivate() / seconds);
  }

  /** Sets the total and the rates from the sums. */
  public static void setRates(RamBlockConversions sum) {
    double seconds =
        (sum.getWindowEnd().toEpochMilli() - sum.getWindowStart().toEpochMilli()) / 1000.0;
    sum.setCount(sum.getToShared() + sum.getToPrivate());
    sum.setConversionsPerSecond(sum.getCount() / seconds);
    sum.setToSharedPerSecond(sum.getToShared() / seconds);
    sum.setToPrivatePerSecond(sum.getToPrivate() / seconds);
    sum.setBytesToSharedPerSecond(sum.getBytesToShared() / seconds);
    sum.setBytesToPrivatePerSecond(sum.getBytesToPrivate() / seconds);
  }
}
