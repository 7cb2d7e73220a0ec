package io.qtrace.conversion;

import io.qtrace.conversion.Simulation.Event;
import io.qtrace.conversion.SimulationOptions.Loss;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

/** Takes events out of a trace, as QEMU loses them. */
final class Holes {

  /** QEMU's ring buffer in events. */
  private static final int RING_EVENTS = (256 << 10) / Simulation.EVENT_BYTES;

  private final Loss loss;
  private final Random random;

  Holes(Loss loss, Random random) {
    this.loss = loss;
    this.random = random;
  }

  /** What is left, with the notes of what is lost. */
  List<Event> in(List<Event> kept) {
    if (loss == Loss.NONE) {
      return kept;
    }
    var lost = new BitSet();
    var records = new HashMap<Integer, Integer>();
    for (int at = random.nextInt(10_000); at < kept.size(); at += 1000 + random.nextInt(8000)) {
      records.put(at, loseAround(at, lost));
    }
    var left = new ArrayList<Event>();
    for (int i = 0; i < kept.size(); i++) {
      var count = records.get(i);
      if (count != null) {
        left.add(new Event(Long.MIN_VALUE, to -> to.lost(count)));
      }
      if (!lost.get(i)) {
        left.add(kept.get(i));
      }
    }
    return left;
  }

  private int loseAround(int record, BitSet lost) {
    boolean isAfter = loss != Loss.BEFORE_DROPPED_RECORD;
    int before = lost.cardinality();
    for (int holes = isAfter ? 1 : 1 + random.nextInt(20); holes > 0; holes--) {
      int length = 1 + random.nextInt(isAfter ? 300 : 10);
      int distance =
          loss == Loss.BEHIND_THE_RING
              ? RING_EVENTS - random.nextInt(3)
              : random.nextInt(RING_EVENTS - length);
      int from = isAfter ? record + distance : Math.max(0, record - 1 - length - distance);
      lost.set(from, from + length);
    }
    return Math.max(1, lost.cardinality() - before);
  }
}
