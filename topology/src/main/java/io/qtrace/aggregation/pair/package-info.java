/** Starts that wait for their ends, and what comes of the two. */
@NullMarked
package io.qtrace.aggregation.pair;

import org.jspecify.annotations.NullMarked;
