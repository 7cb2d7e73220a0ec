/**
 * A trace file on its way into the raw topic: chunks and how far they reach are committed in the
 * same transactions.
 */
@NullMarked
package io.qtrace.cli.send.delivery;

import org.jspecify.annotations.NullMarked;
