/**
 * From sums of chunks to results of declared aggregations. Sees {@code declared}, {@code vms},
 * {@code flow}, {@code silence} and {@code config}.
 */
@NullMarked
package io.qtrace.topology.aggregate;

import org.jspecify.annotations.NullMarked;
