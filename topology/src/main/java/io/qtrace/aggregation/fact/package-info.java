/** What traces tell about aggregations, and how that stands in bytes. */
@NullMarked
package io.qtrace.aggregation.fact;

import org.jspecify.annotations.NullMarked;
