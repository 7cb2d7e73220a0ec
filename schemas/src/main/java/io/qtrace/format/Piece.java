package io.qtrace.format;

/** A part of a format: bytes printed as they are, or one argument's conversion. */
public sealed interface Piece permits Literal, Conversion {}
