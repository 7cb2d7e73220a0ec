/**
 * Takes away what a run that was killed has left on the broker, before the next one begins: {@link
 * io.qtrace.embedded.repair.LastRun} and {@link io.qtrace.embedded.repair.UnfinishedTransactions}.
 *
 * <p>And ends transactions that brokers of 4.3.0 to 4.4.0 left open for ever (docs/adr/0016): the
 * coordinator has recorded how each ended, and took it for completed, but its marker is missing in
 * a partition.
 *
 * <p>{@link io.qtrace.embedded.repair.HangingTransactions} is the way through: {@link
 * io.qtrace.embedded.repair.OpenTransactions} finds them, {@link
 * io.qtrace.embedded.repair.TransactionHistory} says how they ended, {@link
 * io.qtrace.embedded.repair.Markers} ends them.
 */
@NullMarked
package io.qtrace.embedded.repair;

import org.jspecify.annotations.NullMarked;
