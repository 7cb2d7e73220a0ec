/**
 * Shares of a task's time: which VM has had more than its own, and how its records are read again
 * later. Knows nothing of what records mean.
 */
@NullMarked
package io.qtrace.topology.fair;

import org.jspecify.annotations.NullMarked;
