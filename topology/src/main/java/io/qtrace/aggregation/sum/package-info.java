/** What is measured of groups of events, before it is in a window. */
@NullMarked
package io.qtrace.aggregation.sum;

import org.jspecify.annotations.NullMarked;
