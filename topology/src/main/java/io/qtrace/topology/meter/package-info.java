/**
 * What the stage counts for its metrics, and how the ledger is shown. Sees {@code ledger}, {@code
 * raw} and {@code flow}; what is looked up when somebody asks is in {@link io.qtrace.meter}.
 */
@NullMarked
package io.qtrace.topology.meter;

import org.jspecify.annotations.NullMarked;
