/** What an aggregation makes of an event, or of two. */
@NullMarked
package io.qtrace.aggregation.evaluation;

import org.jspecify.annotations.NullMarked;
