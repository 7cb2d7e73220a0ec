package io.qtrace.fleet;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The fleet as a whole.
 *
 * @param history all windows of it, or those that changed
 * @param progress percent of what is read back after a start; empty: all is
 * @param newestMs end of the newest window; empty: there is none
 * @param historyBytes what results take in memory
 * @param forgottenVms how many made room for others
 */
public record FleetState(
    Totals totals,
    List<FleetPoint> history,
    OptionalDouble progress,
    OptionalLong newestMs,
    long historyBytes,
    long forgottenVms) {}
