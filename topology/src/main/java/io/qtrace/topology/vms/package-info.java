/**
 * What is known of each VM of a task, in memory and in the store: facts, and now and then a
 * snapshot. Sees {@code flow}.
 */
@NullMarked
package io.qtrace.topology.vms;

import org.jspecify.annotations.NullMarked;
