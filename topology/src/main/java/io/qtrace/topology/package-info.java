/** The Kafka Streams application: raw records in, typed events out. */
@NullMarked
package io.qtrace.topology;

import org.jspecify.annotations.NullMarked;
