/** Definitions by fingerprint, compiled once for all threads. Sees {@code target}. */
@NullMarked
package io.qtrace.topology.decode.definitions;

import org.jspecify.annotations.NullMarked;
