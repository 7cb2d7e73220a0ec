/**
 * {@code qtrace conversions}: windows and attributed conversions of a trace file, without Kafka.
 */
@NullMarked
package io.qtrace.cli.conversions;

import org.jspecify.annotations.NullMarked;
