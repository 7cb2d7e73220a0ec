package io.qtrace.conversion.memory;

/** What a discard tells. */
public sealed interface Named {

  /** What it names. */
  RamBlock block();

  /** The block, made if it was not known. */
  record Known(RamBlock block) implements Named {}

  /** Other memory lies where the one block did. */
  record Replaced(RamBlock old, RamBlock block) implements Named {}

  /** The block of that name lies elsewhere in the process that the map is of. */
  record OfAnotherProcess(RamBlock block) implements Named {}
}
