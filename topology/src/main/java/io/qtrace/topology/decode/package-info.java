/**
 * From raw records to typed events, dead letters and the ledger: whose turn it is, what has to
 * wait, and what is written. The rooms inside are {@code chunk}, {@code source} and {@code
 * definitions}. Sees {@code destination}, {@code ledger}, {@code meter}, {@code fair}, {@code
 * config}, {@code raw} and {@code flow}; not {@code attribute}.
 */
@NullMarked
package io.qtrace.topology.decode;

import org.jspecify.annotations.NullMarked;
