/** What names in expressions mean for an event: its arguments, and what every event has. */
@NullMarked
package io.qtrace.aggregation.event;

import org.jspecify.annotations.NullMarked;
