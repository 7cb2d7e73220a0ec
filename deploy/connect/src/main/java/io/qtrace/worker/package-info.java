/** Kafka Connect's worker in a container. */
@NullMarked
package io.qtrace.worker;

import org.jspecify.annotations.NullMarked;
