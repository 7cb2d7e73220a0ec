/** The own time of a trace. */
@NullMarked
package io.qtrace.aggregation.time;

import org.jspecify.annotations.NullMarked;
