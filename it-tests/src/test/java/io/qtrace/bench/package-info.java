/**
 * JMH benchmarks of the decoders, and a benchmark program of the whole. See docs/performance.md.
 */
package io.qtrace.bench;
