/**
 * What is remembered of a source, in memory and in the state. Sees {@code definitions} and {@code
 * flow}.
 */
@NullMarked
package io.qtrace.topology.decode.source;

import org.jspecify.annotations.NullMarked;
