/** Groups of events in windows of time, and what is published when a window ends. */
@NullMarked
package io.qtrace.aggregation.window;

import org.jspecify.annotations.NullMarked;
