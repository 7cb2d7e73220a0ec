/** Benchmark of everything in one process that follows the traces of a host. */
@NullMarked
package io.qtrace.bench.follow;

import org.jspecify.annotations.NullMarked;
