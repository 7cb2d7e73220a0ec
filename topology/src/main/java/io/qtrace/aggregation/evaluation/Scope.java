package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.expression.Names;
import io.qtrace.aggregation.value.Field;

/** Names that an aggregation adds its own to. */
public interface Scope extends Names {

  /** From now on a name stands for this. */
  void let(String name, Field value);
}
