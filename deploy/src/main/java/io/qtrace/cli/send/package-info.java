/**
 * {@code qtrace send} sends trace files to the raw topic, exactly once, or a log while it is
 * written.
 */
@NullMarked
package io.qtrace.cli.send;

import org.jspecify.annotations.NullMarked;
