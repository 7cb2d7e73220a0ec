package io.qtrace.topology;

import io.qtrace.topology.fair.Backlog;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * What tasks need to give every VM its share of their time.
 *
 * @param nanoTime a clock that only goes forward
 * @param backlogs makes a reader of a partition of the raw topic
 */
record FairShare(LongSupplier nanoTime, IntFunction<Backlog> backlogs) {}
