/**
 * One chunk, decoded into memory before anything of it leaves. Sees {@code source}, {@code
 * definitions}, {@code destination}, {@code ledger}, {@code raw} and {@code flow}.
 */
@NullMarked
package io.qtrace.topology.decode.chunk;

import org.jspecify.annotations.NullMarked;
