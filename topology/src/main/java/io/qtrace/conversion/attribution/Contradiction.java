package io.qtrace.conversion.attribution;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Contradiction refutes: what a discard shows not to hold is taken back, and what was said because
 * of it is corrected.
 */
final class Contradiction {

  private final UnderWay all;
  private final Consumer<Attributed> refuted;
  private final Runnable breakOff;
  private final Runnable restarted;

  /**
   * @param refuted takes conversions that left with a block which is not certain
   * @param breakOff settles all that waits, with what is known
   * @param restarted is told when the memory map was another process's
   */
  Contradiction(UnderWay all, Consumer<Attributed> refuted, Runnable breakOff, Runnable restarted) {
    this.all = all;
    this.refuted = refuted;
    this.breakOff = breakOff;
    this.restarted = restarted;
  }

  /** Whether the discard that came instead of its own is of a block that nobody knew. */
  boolean isRefuted(Change change) {
    var evidence = change.evidence();
    return evidence.presumed() != null && evidence.missedDiscard() && !all.losses().isNear();
  }

  /** The memory map is another process's, but for this block. */
  void refute(@Nullable RamBlock but) {
    all.unconfirmed().refute(this::correct);
    all.map().beginAnew(but);
    all.requests().clear(); // some of them may be the other process's
    all.losses().forgot();
    all.unclaimed().clear();
    all.waiting().all().forEach(Change::refute);
    all.waiting().unsettled().forEach(Change::isOfUnknownRequest);
    all.discards().beginAnew();
    all.held().clear();
    breakOff.run();
    restarted.run();
  }

  /** Other memory lies where a block did. */
  void replaced(RamBlock old, RamBlock by) {
    all.unconfirmed().refute(old, this::correct);
    all.requests().replace(old, by);
    for (var change : all.waiting().all()) {
      if (change.block() == old || change.evidence().presumed() == old) {
        change.refute();
      }
    }
  }

  /** The change has left with a block which is not certain. */
  void correct(Change change) {
    all.map().statesLost();
    var block = change.block();
    if (block != null && block.name() != null) {
      refuted.accept(change.attributed());
      change.giveUp();
    } // else nothing was said of it
  }

  /** What refers to blocks that are gone has to leave. */
  void leaveRetired() {
    var retired = all.map().takeRetired();
    if (!retired.isEmpty()) {
      breakOff.run();
      retired.forEach(all.discards()::forget);
      retired.forEach(all.held()::forget);
      retired.forEach(all.unconfirmed()::forget);
      retired.forEach(all.unclaimed()::forget);
      all.requests().forget(retired);
    }
  }
}
