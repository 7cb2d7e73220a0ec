/**
 * What a connector knows of the host it runs on: its clocks, its QEMU's event definitions, and
 * which VM a file belongs to. Nothing here knows Kafka.
 */
@NullMarked
package io.qtrace.host;

import org.jspecify.annotations.NullMarked;
