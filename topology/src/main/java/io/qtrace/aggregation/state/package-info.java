/** What is known of the aggregations of one VM: which are in force, and their open windows. */
@NullMarked
package io.qtrace.aggregation.state;

import org.jspecify.annotations.NullMarked;
