package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.RememberedFields;
import io.qtrace.aggregation.sum.Shape;

/** Whether what is remembered for one aggregation does for another. */
final class Sources {

  private Sources() {}

  /** They take the same events, and keep the same fields of them. */
  static boolean areAlike(Shape one, Shape other) {
    return one.aggregation().source().text().equals(other.aggregation().source().text())
        && kept(one).start().equals(kept(other).start())
        && RememberedFields.ofStart(one.aggregation())
            .equals(RememberedFields.ofStart(other.aggregation()));
  }

  private static RememberedFields kept(Shape of) {
    return of.remembered().orElseThrow();
  }
}
