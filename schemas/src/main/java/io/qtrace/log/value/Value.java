package io.qtrace.log.value;

/** What a line must hold behind a literal. Immutable. */
public sealed interface Value
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
