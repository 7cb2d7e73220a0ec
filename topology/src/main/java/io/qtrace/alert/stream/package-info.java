/** Alert rules as nodes of the Kafka Streams topology. */
@NullMarked
package io.qtrace.alert.stream;

import org.jspecify.annotations.NullMarked;
