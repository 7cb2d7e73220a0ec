/** {@code qtrace decode}: a trace file as text, JSON or Avro files, without Kafka. */
@NullMarked
package io.qtrace.cli.decode;

import org.jspecify.annotations.NullMarked;
