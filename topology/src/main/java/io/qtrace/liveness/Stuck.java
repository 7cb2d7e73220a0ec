package io.qtrace.liveness;

import java.util.Locale;

/**
 * A partition that nobody who reads what is committed gets on with.
 *
 * @param cause whose transaction holds it, or why that is not known
 */
record Stuck(Standing standing, String cause) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: last stable offset %d for %d s, %,d records behind; %s",
        standing.partition(),
        standing.offset(),
        standing.age().toSeconds(),
        standing.behind(),
        cause);
  }
}
