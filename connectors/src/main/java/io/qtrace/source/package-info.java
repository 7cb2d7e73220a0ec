/**
 * A trace file or log as chunks: bytes as QEMU wrote them, and what the headers of a Kafka record
 * say about them. Nothing here knows Kafka.
 */
@NullMarked
package io.qtrace.source;

import org.jspecify.annotations.NullMarked;
