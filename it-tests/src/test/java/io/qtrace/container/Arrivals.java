package io.qtrace.container;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import qemu.trace.BalloonEvent;

/** Which of the numbered events of each VM have arrived as typed events, and how many twice. */
final class Arrivals {

  private final Map<String, BitSet> numbers = new HashMap<>();
  private final Map<String, Long> duplicates = new HashMap<>();

  private Arrivals() {}

  static Arrivals read(Typed typed) throws ExecutionException, InterruptedException {
    var arrivals = new Arrivals();
    typed.forEach("event-balloon_event", BalloonEvent.class, arrivals::add);
    return arrivals;
  }

  private void add(BalloonEvent event) {
    var seen = numbers.computeIfAbsent(event.getMeta().getVm(), vm -> new BitSet());
    int number = Math.toIntExact(event.getAddr());
    if (seen.get(number)) {
      duplicates.merge(event.getMeta().getVm(), 1L, Long::sum);
    }
    seen.set(number);
  }

  /** Different ones of the VM. */
  long typed(String vm) {
    return numbers.getOrDefault(vm, new BitSet()).cardinality();
  }

  /** The ranges of numbers below {@code count} that did not come, as text. */
  String missing(String vm, long count) {
    var seen = numbers.getOrDefault(vm, new BitSet());
    var ranges = new StringJoiner(", ");
    int from = seen.nextClearBit(0);
    while (from < count) {
      int next = seen.nextSetBit(from);
      long end = next < 0 ? count : Math.min(next, count);
      ranges.add(from + " to " + (end - 1));
      from = seen.nextClearBit((int) end);
    }
    return ranges.toString();
  }

  long duplicated(String vm) {
    return duplicates.getOrDefault(vm, 0L);
  }
}
