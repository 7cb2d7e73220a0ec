package io.qtrace.aggregation.fact;

import io.qtrace.aggregation.sum.Shape;
import org.jspecify.annotations.Nullable;

/** Shapes by their ids. */
@FunctionalInterface
public interface Shapes {

  /** Null if it is not known any more. */
  @Nullable Shape find(int id);
}
