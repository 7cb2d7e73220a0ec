package io.qtrace.log;

/** What a line must hold behind a literal. Immutable. */
sealed interface Value
    permits HexValue,
        DecimalValue,
        StringValue,
        PointerValue,
        NumberValue,
        RealValue,
        CharacterValue,
        LineEnd,
        MoreText {

  /** As a message names it: "expected ...". */
  String description();
}
