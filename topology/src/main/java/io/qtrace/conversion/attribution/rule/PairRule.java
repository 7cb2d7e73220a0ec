package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.memory.RamBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Rule {@code pair}: as many like changes as there are requests they can be of. Each request has
 * one of them, and which one makes no difference to any block.
 */
public final class PairRule {

  private final Waiting waiting;
  private final Doubt doubt;
  private final Settlement settlement;

  public PairRule(Waiting waiting, Doubt doubt, Settlement settlement) {
    this.waiting = waiting;
    this.doubt = doubt;
    this.settlement = settlement;
  }

  public void apply(Change last) {
    if (last.candidates().size() < 2 || doubt.isAnywhere(last)) {
      return;
    }
    var candidates = List.copyOf(last.candidates());
    var like = waiting.unsettledLike(last);
    if (like.size() != candidates.size()
        || !like.stream().allMatch(change -> change.candidates().equals(candidates))) {
      return;
    }
    var blocks = new ArrayList<RamBlock>(2);
    for (var candidate : candidates) {
      if (candidate.block() == null) {
        return;
      }
      if (!blocks.contains(candidate.block())) {
        blocks.add(candidate.block());
      }
    }
    if (blocks.size() < 2) {
      return; // the map rule's
    }
    for (int i = 0; i < like.size(); i++) {
      var request = candidates.get(i);
      var block = request.block();
      if (block != null) {
        settlement.settlePaired(like.get(i), block, request, List.copyOf(blocks));
      }
    }
  }
}
