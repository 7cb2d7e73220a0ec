package io.qtrace.conversion.attribution;

import io.qtrace.conversion.attribution.change.Discard;
import io.qtrace.conversion.attribution.rule.DiscardRule;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.memory.Named;
import io.qtrace.conversion.memory.RamBlock;

/**
 * Takes discards as they come. One that confirms what is known of a change says nothing else. Any
 * other is held until the trace has come past its time, as its change may stand behind it; without
 * a time, it is of a change that stands in front of it.
 */
final class NewDiscards {

  private final UnderWay all;
  private final DiscardRule rule;
  private final Contradiction contradiction;
  private final Runnable told;

  /**
   * @param told is run when a discard has told what it can
   */
  NewDiscards(UnderWay all, DiscardRule rule, Contradiction contradiction, Runnable told) {
    this.all = all;
    this.rule = rule;
    this.contradiction = contradiction;
    this.told = told;
  }

  /** One comes. */
  void discarded(MemoryEvent.Discarded event) {
    var discard = new Discard(named(event), event, all.losses().isNear());
    if (!confirms(discard)) {
      if (discard.isTimed()) {
        hold(discard);
      } else {
        tell(discard);
      }
    }
    told.run();
  }

  /** The block that a discard names, which may show that what was known does not hold. */
  private RamBlock named(MemoryEvent.Discarded discard) {
    var named = all.map().discarded(discard.block(), discard.host());
    if (named instanceof Named.OfAnotherProcess) {
      contradiction.refute(null);
      named = all.map().discarded(discard.block(), discard.host());
    } else if (named instanceof Named.Replaced replaced) {
      contradiction.replaced(replaced.old(), replaced.block());
    }
    contradiction.leaveRetired();
    return named.block();
  }

  private boolean confirms(Discard discard) {
    boolean isSo = discard.block().isPlaced() && rule.confirm(discard);
    if (isSo) {
      all.unconfirmed().confirm(discard.block());
    }
    return isSo;
  }

  private void hold(Discard discard) {
    var oldest = all.held().add(discard);
    if (oldest != null) {
      tell(oldest);
    }
  }

  /** Something of this time was read: those that are held and were before it wait no longer. */
  void letGo(long epochNs) {
    for (var next = all.held().next(epochNs); next != null; next = all.held().next(epochNs)) {
      tell(next);
      told.run();
    }
  }

  /** All that are held: nothing comes any more of what was before. */
  void letAllGo() {
    for (var next = all.held().next(); next != null; next = all.held().next()) {
      tell(next);
      told.run();
    }
  }

  private void tell(Discard discard) {
    var block = discard.block();
    if (!block.isPlaced()) {
      all.discards().observe(discard);
      if (!block.isPlaced()) {
        rule.missed(discard);
        return;
      }
      if (!discard.isNearLoss() && !all.losses().isNear() && all.discards().refute(discard)) {
        contradiction.refute(block);
      }
    }
    if (!confirms(discard)) {
      rule.apply(discard);
    }
  }
}
