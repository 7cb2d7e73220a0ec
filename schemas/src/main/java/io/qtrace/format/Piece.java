package io.qtrace.format;

/** A part of a format: bytes printed as they are, one argument's conversion, or {@code %m}. */
public sealed interface Piece permits Literal, Conversion, ErrorText {}
