/**
 * Sends a trace file to the raw topic, exactly once: chunks and how far they reach are committed in
 * the same transactions.
 */
@NullMarked
package io.qtrace.cli.send;

import org.jspecify.annotations.NullMarked;
