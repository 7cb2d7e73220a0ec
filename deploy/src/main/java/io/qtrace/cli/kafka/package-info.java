/** Commands' way to Kafka: one connection, failures in a user's words. */
@NullMarked
package io.qtrace.cli.kafka;

import org.jspecify.annotations.NullMarked;
