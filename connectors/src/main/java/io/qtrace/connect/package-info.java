/**
 * Source connectors for Kafka Connect: they follow the trace files of a host, and send them to the
 * raw topic as chunks that the decode stage reads.
 */
@NullMarked
package io.qtrace.connect;

import org.jspecify.annotations.NullMarked;
