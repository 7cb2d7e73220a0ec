package io.qtrace.aggregation.value;

/** What a name in an expression stands for; a compiled expression is one, too. */
public record Field(Type type, Value value) {}
