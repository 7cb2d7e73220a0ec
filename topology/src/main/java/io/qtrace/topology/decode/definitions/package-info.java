/** Definitions by fingerprint, compiled once for all threads. Sees {@code destination}. */
@NullMarked
package io.qtrace.topology.decode.definitions;

import org.jspecify.annotations.NullMarked;
