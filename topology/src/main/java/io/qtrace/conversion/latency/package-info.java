/** How long conversions take, in sums that can be added up. */
@NullMarked
package io.qtrace.conversion.latency;

import org.jspecify.annotations.NullMarked;
