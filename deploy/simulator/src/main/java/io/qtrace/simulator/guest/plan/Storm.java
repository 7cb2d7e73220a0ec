package io.qtrace.simulator.guest.plan;

/**
 * A time in which a guest converts a few pages back and forth.
 *
 * @param fromNs since the guest's fleet began
 * @param conversionsPerSecond on average
 * @param pages of 4 KiB, in a row
 */
public record Storm(long fromNs, long forNs, double conversionsPerSecond, int pages) {}
