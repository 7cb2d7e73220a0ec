package io.qtrace.fleet.window;

/**
 * A result as it is kept.
 *
 * @param startMs event time, since 1970
 * @param values in the order of its {@link Columns}; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Window(long startMs, long[] values) {}
