/**
 * Benchmarks of the running stage on the embedded stack: how late events are, how fast it is back.
 */
@NullMarked
package io.qtrace.bench.stage;

import org.jspecify.annotations.NullMarked;
