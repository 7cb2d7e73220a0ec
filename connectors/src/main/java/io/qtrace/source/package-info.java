/**
 * What a trace file or log is as a source: which one it is, when its events happened, what is in
 * it. Sees how it is cut into chunks; nothing here, or in the rooms, knows Kafka.
 */
@NullMarked
package io.qtrace.source;

import org.jspecify.annotations.NullMarked;
