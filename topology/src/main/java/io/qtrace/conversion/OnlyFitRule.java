package io.qtrace.conversion;

/**
 * Rule {@code only-fit}: no request is known that the change can be of, and only one block reaches
 * so far.
 */
final class OnlyFitRule {

  private final MemoryMap map;
  private final Settlement settlement;

  OnlyFitRule(MemoryMap map, Settlement settlement) {
    this.map = map;
    this.settlement = settlement;
  }

  void apply(Change change) {
    if (!change.candidates().isEmpty()) {
      return;
    }
    var only = map.onlyFit(change.offset(), change.size());
    if (only != null) {
      settlement.settle(change, Rule.ONLY_FIT, only, (Request) null);
    }
  }
}
