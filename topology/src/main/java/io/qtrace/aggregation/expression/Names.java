package io.qtrace.aggregation.expression;

import io.qtrace.aggregation.value.Field;
import java.util.Optional;

/** The names that an expression may have. */
public interface Names {

  /**
   * What a name stands for.
   *
   * @param name with dots, as it was written
   */
  Optional<Field> find(String name);

  /** Why there is no such name, and what to do. */
  String unknown(String name);
}
