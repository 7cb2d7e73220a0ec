/** Declared aggregations on the command line: files of them, and their results out of a trace. */
@NullMarked
package io.qtrace.cli.aggregation;

import org.jspecify.annotations.NullMarked;
