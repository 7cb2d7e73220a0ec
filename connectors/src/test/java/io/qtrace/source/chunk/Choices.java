package io.qtrace.source.chunk;

/** Where a test that tries many things takes its choices from. */
@FunctionalInterface
interface Choices {

  /** At least 0 and below the bound; 0 for a bound of 0. */
  int below(int bound);

  default boolean oneIn(int n) {
    return below(n) == 0;
  }
}
