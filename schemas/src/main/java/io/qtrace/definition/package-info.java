/**
 * Reads {@code trace-events} text into event definitions.
 *
 * <p>This is the first stage of the pipeline and knows nothing of Avro or Kafka. The language is
 * the one QEMU's tracetool reads (docs/devel/tracing.rst): one declaration a line, {@code
 * [properties] name(arguments) "format"}.
 */
@NullMarked
package io.qtrace.definition;

import org.jspecify.annotations.NullMarked;
