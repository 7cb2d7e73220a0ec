package io.qtrace.fleet;

import java.util.Collection;
import java.util.OptionalDouble;

/** Sums over all VMs that are known. */
public record Totals(
    int vms, double conversionsPerSecond, long sharedBytes, long pingPongPages, long splitFrames) {

  /**
   * @param newestMs rates are of windows that end then
   * @param ofFleet the fleet's own rate, which counts VMs that were forgotten as well
   */
  static Totals of(Collection<VmRow> rows, long newestMs, OptionalDouble ofFleet) {
    double rate = 0;
    long shared = 0;
    long pingPong = 0;
    long split = 0;
    for (var row : rows) {
      boolean isNew = row.newestMs() == newestMs;
      rate += isNew ? row.conversionsPerSecond() : 0;
      pingPong += isNew ? row.pingPongPages() : 0;
      shared += row.sharedBytes();
      split += row.splitFrames();
    }
    return new Totals(rows.size(), ofFleet.orElse(rate), shared, pingPong, split);
  }
}
