package io.qtrace.fleet;

/**
 * A window of the fleet.
 *
 * @param window its length, as results name it
 * @param startMs event time, since 1970
 */
public record FleetPoint(String window, long startMs, double conversionsPerSecond) {}
