package io.qtrace.conversion.attribution.rule;

import io.qtrace.conversion.attribution.change.Change;
import io.qtrace.conversion.attribution.change.Discard;
import io.qtrace.conversion.attribution.change.Discards;
import io.qtrace.conversion.attribution.change.FirstNamed;
import io.qtrace.conversion.attribution.change.Waiting;
import io.qtrace.conversion.attribution.request.Request;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/** Rule {@code discard}: the discard that follows a change to private names its block. */
public final class DiscardRule {

  private final MemoryMap map;
  private final Waiting waiting;
  private final Doubt doubt;
  private final Discards discards;
  private final Settlement settlement;
  private final MapRule mapRule;
  private final FirstNamed firstNamed;
  private final Consumer<Change> refuted;

  public DiscardRule(
      MemoryMap map,
      Waiting waiting,
      Doubt doubt,
      Discards discards,
      Settlement settlement,
      MapRule mapRule,
      FirstNamed firstNamed,
      Consumer<Change> refuted) {
    this.map = map;
    this.waiting = waiting;
    this.doubt = doubt;
    this.discards = discards;
    this.settlement = settlement;
    this.mapRule = mapRule;
    this.firstNamed = firstNamed;
    this.refuted = refuted;
  }

  /**
   * Whether a discard of a block that lies at a known address confirms what the map says of a
   * change, or what was settled; then it says nothing else. It makes no difference which of several
   * changes of its block it is taken to follow.
   */
  public boolean confirm(Discard discard) {
    if (discard.offset() < 0) {
      return false;
    }
    var block = discard.block();
    block.show(discard.offset(), discard.length());
    for (var change : waiting.all()) {
      if (change.evidence().presumed() == block && change.canPrecede(discard)) {
        confirm(change, block);
        return true;
      }
    }
    return discards.isOfSettled(discard);
  }

  /** A discard of a block that lies at a known address, which confirms nothing. */
  public void apply(Discard discard) {
    if (discard.offset() < 0) {
      return;
    }
    var block = discard.block();
    var open = new ArrayList<Change>(2);
    for (var change : waiting.all()) {
      if (!change.isSettled() && change.canPrecede(discard) && change.canBeOf(block)) {
        open.add(change);
      }
    }
    if (discards.isOfUnknown(discard)) {
      open.forEach(change -> change.evidence().missDiscard());
    } else if (open.isEmpty()) {
      contradict(discard);
    } else {
      var named = firstNamed.contradictedBy(discard);
      if (named == null) {
        isOfOneOf(open, discard);
      } else { // It is of either, and the other one's was of a change from before the trace.
        refute(named);
        open.forEach(change -> change.evidence().missDiscard());
      }
    }
  }

  /** It may be of a change that was presumed to be another block's, as its request is missing. */
  private void contradict(Discard discard) {
    var named = firstNamed.contradictedBy(discard);
    if (named != null) {
      refute(named);
      return;
    }
    for (var change : waiting.all()) {
      if (change.evidence().presumed() != null && change.canPrecede(discard)) {
        change.evidence().contradict();
      }
    }
  }

  private void refute(Change change) {
    if (waiting.all().contains(change)) {
      change.giveUp();
    } else {
      refuted.accept(change);
    }
  }

  private void confirm(Change change, RamBlock block) {
    discards.came(change, block);
    mapRule.settle(change, block);
    change.evidence().confirm();
  }

  private void isOfOneOf(List<Change> open, Discard discard) {
    var block = discard.block();
    var any = open.get(0);
    if (open.stream().anyMatch(change -> change.evidence().missedDiscard())) {
      // One of them may have had its discard, and this be another one's.
      open.forEach(change -> change.evidence().missDiscard());
    } else if (open.stream().anyMatch(change -> doubt.mayMissDiscard(change, block))) {
      // The discard may be of a change that was lost, and its own be lost as well.
      open.forEach(change -> change.evidence().missDiscard());
    } else if (open.stream().anyMatch(change -> change.evidence().tentative() != null)
        || doubt.isOfLostChange(discard)) {
      nameTentatively(open, block);
    } else if (open.size() == 1) {
      discards.came(any, block);
      settle(any, block);
    } else {
      nameOneOf(open, block);
    }
  }

  /** The discard may be of a change that was lost; then another one will come for this change. */
  private static void nameTentatively(List<Change> open, RamBlock block) {
    var nameless = open.stream().filter(change -> change.evidence().tentative() == null).toList();
    if (nameless.size() == 1) {
      nameless.get(0).evidence().nameTentatively(block);
    } else {
      open.forEach(change -> change.evidence().missDiscard());
    }
  }

  /** A discard of a block that may lie anywhere: it may be of any change of that length. */
  public void missed(Discard discard) {
    firstNamed.contradictedAnywhere(discard).forEach(this::refute);
    for (var change : waiting.all()) {
      if (!change.isSettled() && change.to() == MemoryState.PRIVATE && discard.isLike(change)) {
        change.evidence().missDiscard();
      }
    }
  }

  /** No discard comes any more that would tell otherwise. */
  public void settleWithout(Change change) {
    if (change.evidence().tentative() != null
        && !change.evidence().missedDiscard()
        && !discards.mayCome(change)) {
      settle(change, change.evidence().tentative());
    } else if (change.evidence().presumed() != null && !change.evidence().isContradicted()) {
      mapRule.settle(change, change.evidence().presumed());
    }
  }

  private void settle(Change change, RamBlock block) {
    var equal = requestsOf(change, block);
    if (equal.isEmpty()) {
      settlement.settle(change, block);
    } else {
      settlement.settle(change, Rule.DISCARD, block, equal);
    }
    isNamed(change);
  }

  private void isNamed(Change change) {
    change.evidence().confirm();
    if (doubt.isBeginning() && change.rule() == Rule.DISCARD) {
      firstNamed.add(change);
    }
  }

  /** The candidates for this block, which are all for the same memory. */
  private List<Request> requestsOf(Change change, RamBlock block) {
    var located = change.candidates().stream().filter(request -> request.block() == block).toList();
    if (!located.isEmpty()) {
      return located;
    }
    var unplaced = change.candidates().stream().filter(r -> mayBeFor(r, change, block)).toList();
    return unplaced.size() == 1 ? unplaced : List.of();
  }

  private boolean mayBeFor(Request request, Change change, RamBlock block) {
    return !request.isLocated()
        && (change.candidates().size() == 1
            || map.mappedBy(request.gpa() - change.offset()) == block);
  }

  private static boolean isOfPlaced(Change change) {
    return !change.candidates().isEmpty() && !change.mayBeAnywhere();
  }

  /** It leaves: a discard that was put down to it may be of another one that is like it. */
  public void leaves(Change change) {
    if (isNamedInVain(change)) {
      waiting.unsettledLike(change).forEach(like -> like.evidence().missDiscard());
    }
  }

  /** Whether a discard named a block for it, of which it was not. */
  private static boolean isNamedInVain(Change change) {
    var named = change.evidence().named();
    return named != null && change.isSettled() && change.block() != named;
  }

  /** Whether the discard that was put down to another change may be one of these changes' own. */
  private static boolean mayHaveTakenOneOf(List<Change> alike, Change other) {
    var named = other.evidence().named();
    return named != null
        && (!other.isSettled() || other.block() != named)
        && other.isLike(alike.get(0))
        && !alike.contains(other)
        && alike.stream().anyMatch(change -> change.canBeOf(named));
  }

  /** Several changes are alike: once each has been named, they are settled together. */
  private void nameOneOf(List<Change> alike, RamBlock block) {
    if (alike.stream().allMatch(change -> change.evidence().named() != null)) {
      alike.forEach(change -> change.evidence().missDiscard()); // there is one too many
      return;
    }
    if (waiting.all().stream().anyMatch(other -> mayHaveTakenOneOf(alike, other))) {
      alike.forEach(change -> change.evidence().missDiscard());
      return;
    }
    var blocks = new ArrayList<RamBlock>();
    boolean given = false;
    for (var change : alike) {
      if (change.evidence().named() == null && !given) {
        change.evidence().name(block);
        given = true;
      }
      if (change.evidence().named() == null) {
        return;
      }
      if (!blocks.contains(change.evidence().named())) {
        blocks.add(change.evidence().named());
      }
    }
    if (blocks.size() > 1 && !alike.stream().allMatch(DiscardRule::isOfPlaced)) {
      alike.forEach(change -> change.evidence().missDiscard()); // it may be of a third block
      return;
    }
    discards.came(alike);
    var pair = blocks.size() == 1 ? List.<RamBlock>of() : List.copyOf(blocks);
    var taken = new HashSet<Request>();
    for (var change : alike) {
      var named = change.evidence().named();
      if (named != null) {
        var request =
            requestsOf(change, named).stream().filter(taken::add).findFirst().orElse(null);
        settlement.settlePaired(change, named, request, pair);
        isNamed(change);
      }
    }
  }
}
