/**
 * {@code qtrace aggregate} and {@code qtrace aggregations}: declared aggregations, files of them,
 * and their results out of a trace.
 */
@NullMarked
package io.qtrace.cli.aggregation;

import org.jspecify.annotations.NullMarked;
