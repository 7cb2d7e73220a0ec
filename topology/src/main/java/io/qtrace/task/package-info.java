/** What all tasks of Kafka Streams need to end cleanly. Sees no other room. */
@NullMarked
package io.qtrace.task;

import org.jspecify.annotations.NullMarked;
