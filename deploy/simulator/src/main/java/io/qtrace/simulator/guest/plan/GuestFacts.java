package io.qtrace.simulator.guest.plan;

import java.util.List;

/**
 * What a guest has done.
 *
 * @param requests to convert memory, those of {@code refused} among them
 */
public record GuestFacts(
    long requests,
    long refused,
    long conversions,
    long ambiguous,
    long resets,
    long plugs,
    List<StormFacts> storms,
    BlockIo blockIo) {

  /**
   * Requests of its disk whose begin and end are traced, and how long they took by that; 0 if there
   * are none.
   */
  public record BlockIo(long requests, long p50Ns, long p99Ns, long maxNs) {}

  /**
   * A storm. Times are CLOCK_MONOTONIC.
   *
   * @param gpa of its first page
   * @param conversions that were asked for
   */
  public record StormFacts(
      String block, long gpa, int pages, long fromNs, long untilNs, long conversions) {}
}
