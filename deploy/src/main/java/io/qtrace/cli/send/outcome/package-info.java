/**
 * What the decode stage made of a trace file that was sent, and what to do about it. Sees {@code
 * send.delivery} only.
 */
@NullMarked
package io.qtrace.cli.send.outcome;

import org.jspecify.annotations.NullMarked;
