package io.qtrace.fleet;

import io.qtrace.fleet.window.Columns;
import io.qtrace.fleet.window.Ring;
import io.qtrace.fleet.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Rings of a RAM block, a VM or the fleet, one for each length of windows. Not thread-safe. */
final class Lines {

  /** Lengths that are kept; who makes more sees those that came first. */
  private static final int MAX = 8;

  /** Of a ring, beside its windows. */
  private static final int RING_BYTES = 160;

  private record Kept(long lengthMs, Ring ring) {}

  /**
   * The newest window of the shortest length.
   *
   * @param lengthMs how long it is
   */
  record Newest(long lengthMs, Window window) {

    long endMs() {
      return window.startMs() + lengthMs;
    }
  }

  private final Columns columns;
  private final Map<String, Kept> rings = new TreeMap<>();
  private Optional<Newest> newest = Optional.empty();

  Lines(Columns columns) {
    this.columns = columns;
  }

  /**
   * Adds a window.
   *
   * @param name of its length
   * @return by how many bytes this grew
   */
  int add(String name, long lengthMs, Window window) {
    if (lengthMs <= 0 || (rings.size() == MAX && !rings.containsKey(name))) {
      return 0;
    }
    int before = bytes();
    rings
        .computeIfAbsent(name, n -> new Kept(lengthMs, new Ring(lengthMs, columns.all().size())))
        .ring
        .add(window);
    if (newest.isEmpty() || isNewer(newest.get(), lengthMs, window)) {
      newest = Optional.of(new Newest(lengthMs, window));
    }
    return bytes() - before;
  }

  private static boolean isNewer(Newest known, long lengthMs, Window window) {
    return lengthMs < known.lengthMs
        || (lengthMs == known.lengthMs && window.startMs() >= known.window.startMs());
  }

  Optional<Newest> newest() {
    return newest;
  }

  int bytes() {
    return rings.values().stream().mapToInt(kept -> RING_BYTES + kept.ring.bytes()).sum();
  }

  /** All of them, by the names of their lengths. */
  List<Line> all(String block) {
    var all = new ArrayList<Line>();
    rings.forEach(
        (name, kept) -> all.add(new Line(block, name, kept.lengthMs, kept.ring.windows())));
    return all;
  }
}
