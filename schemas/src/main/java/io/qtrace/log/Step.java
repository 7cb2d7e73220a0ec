package io.qtrace.log;

/** One thing that a line must hold next. Immutable. */
sealed interface Step permits Text, NumberStep, PointerStep, CharacterStep, StringStep, EndStep {

  /** As a message names it: "expected ...". */
  String description();
}
