/**
 * What became of the raw records: counted per chunk, kept per source in the state, summed up for
 * the instance. Sees {@code raw} and {@code flow}.
 */
@NullMarked
package io.qtrace.topology.ledger;

import org.jspecify.annotations.NullMarked;
