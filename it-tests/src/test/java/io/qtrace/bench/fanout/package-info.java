/** Throughput of the decode stage on an embedded broker, beside a topology that only copies. */
package io.qtrace.bench.fanout;
