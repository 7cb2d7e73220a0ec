/**
 * State on disk that may be damaged: it is a copy of what Kafka has, so it is wiped and restored.
 */
@NullMarked
package io.qtrace.state;

import org.jspecify.annotations.NullMarked;
