/** Traces as Kafka Connect reads them: settings, records, and how far each file was read. */
@NullMarked
package io.qtrace.connect.trace;

import org.jspecify.annotations.NullMarked;
