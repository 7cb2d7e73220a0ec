package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.outcome.Rule;

/**
 * Rule {@code only-fit}: no request is known that the change can be of, and only one block reaches
 * so far.
 */
public final class OnlyFitRule {

  private final MemoryMap map;
  private final Settlement settlement;

  public OnlyFitRule(MemoryMap map, Settlement settlement) {
    this.map = map;
    this.settlement = settlement;
  }

  public void apply(Change change) {
    if (!change.candidates().isEmpty()) {
      return;
    }
    var only = map.onlyFit(change.offset(), change.size());
    if (only != null) {
      settlement.settle(change, Rule.ONLY_FIT, only, (Request) null);
    }
  }
}
