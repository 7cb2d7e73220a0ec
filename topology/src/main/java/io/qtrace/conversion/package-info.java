/**
 * Page conversions of confidential VMs: which RAM block each belongs to, what is shared, and how
 * much happens in a window. No Kafka here: the topology and the offline command run the same code.
 *
 * <p>{@link io.qtrace.conversion.VmConversions} takes what a trace tells and gives {@link
 * io.qtrace.conversion.Results}. Behind it are rooms, each of which sees only those further left:
 *
 * <pre>
 * fact ◄─ memory ◄─ outcome ◄─┬─ attribution.request ◄─ .change ◄─ .rule ◄─ attribution ◄─┐
 *            ▲                └─ latency ◄─ window ◄───────────────────────────────────────┴─ conversion
 *         snapshot
 * </pre>
 *
 * <p>The stage and the command also use {@code fact}, whose events and bytes they hand on, and of
 * {@code window} and {@code latency} what results are made of. The others are not for use outside.
 */
@NullMarked
package io.qtrace.conversion;

import org.jspecify.annotations.NullMarked;
