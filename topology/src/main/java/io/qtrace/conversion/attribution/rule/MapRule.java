package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Discards;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Rule;
import org.jspecify.annotations.Nullable;

/** Rule {@code map}: all requests that the change can be of go to one block. */
public final class MapRule {

  private final MemoryMap map;
  private final Doubt doubt;
  private final Discards discards;
  private final Settlement settlement;

  public MapRule(MemoryMap map, Doubt doubt, Discards discards, Settlement settlement) {
    this.map = map;
    this.doubt = doubt;
    this.discards = discards;
    this.settlement = settlement;
  }

  /** Settles the change if all its candidates are in one block. */
  public void apply(Change change) {
    if (change.candidates().isEmpty() || change.evidence().isContradicted()) {
      return; // if contradicted, only its own discard can settle it
    }
    change.evidence().presumeNothing();
    var block = blockOfAll(change);
    if (block == null || doubt.isOf(change, block)) {
      return;
    }
    if (discards.areAwaited(change, block)) {
      change.evidence().presume(block);
    } else {
      settle(change, block);
    }
  }

  private @Nullable RamBlock blockOfAll(Change change) {
    var first = change.candidates().get(0);
    var block = first.block();
    if (block == null && change.candidates().size() == 1) {
      block = map.mappedBy(first.gpa() - change.offset());
    }
    for (var candidate : change.candidates()) {
      if (candidate != first && (candidate.block() == null || candidate.block() != block)) {
        return null;
      }
    }
    return block;
  }

  /** All its candidates are in this block. */
  void settle(Change change, RamBlock block) {
    settlement.settle(change, Rule.MAP, block, change.candidates());
  }
}
