/** Reads results from Kafka: all that comes, and on demand what came. */
@NullMarked
package io.qtrace.fleet.read;

import org.jspecify.annotations.NullMarked;
