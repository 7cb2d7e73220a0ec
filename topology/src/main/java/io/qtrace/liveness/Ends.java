package io.qtrace.liveness;

/**
 * Where a partition ends.
 *
 * @param stable the last stable offset (LSO): who reads what is committed gets no further
 * @param end where it ends for those who read everything
 */
record Ends(long stable, long end) {

  /** Kafka records that are there and that nobody gets who reads what is committed. */
  long behind() {
    return Math.max(0, end - stable);
  }
}
