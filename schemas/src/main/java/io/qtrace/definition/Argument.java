package io.qtrace.definition;

/** One argument of an event, under its C name. */
public record Argument(String name, CType type) {}
