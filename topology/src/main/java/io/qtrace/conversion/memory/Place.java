package io.qtrace.conversion.memory;

import org.jspecify.annotations.Nullable;

/**
 * Where a guest address lies.
 *
 * @param block null: in memory that cannot be converted, or in none
 */
public record Place(@Nullable RamBlock block, long offset) {

  static final Place NOWHERE = new Place(null, 0);
}
