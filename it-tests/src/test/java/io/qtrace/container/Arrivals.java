package io.qtrace.container;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
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

  long duplicated(String vm) {
    return duplicates.getOrDefault(vm, 0L);
  }
}
