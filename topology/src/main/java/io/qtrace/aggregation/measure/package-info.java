/** What is kept of a group's events: sums, extremes, sketches. All of it can be merged. */
@NullMarked
package io.qtrace.aggregation.measure;

import org.jspecify.annotations.NullMarked;
