/** What is known of a fleet, in memory: results as they were published. Knows no Kafka, no HTTP. */
@NullMarked
package io.qtrace.fleet;

import org.jspecify.annotations.NullMarked;
