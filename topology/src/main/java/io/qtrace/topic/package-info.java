/** Kafka topics: their names and settings, which event goes to which, and creating them. */
@NullMarked
package io.qtrace.topic;

import org.jspecify.annotations.NullMarked;
