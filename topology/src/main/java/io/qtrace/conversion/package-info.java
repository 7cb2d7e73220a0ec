/**
 * Page conversions of confidential VMs: which RAM block each belongs to, what is shared, and how
 * much happens in a window. No Kafka here: the topology and the offline command run the same code.
 *
 * <p>{@link io.qtrace.conversion.VmConversions} takes what a trace tells and gives {@link
 * io.qtrace.conversion.Results}. Behind it are rooms, each of which sees only those below it:
 *
 * <pre>
 *                  VmConversions
 *            ┌───────────┴──────────┐
 *       attribution               window
 *  .rule ► .change ► .request  latency, life   which block; how much in a window, and when
 *            └───────────┬──────────┘
 *                     outcome                  block and rule of a conversion
 *                     memory                   guest address ► block and offset
 *              page, snapshot, fact            what is shared; what a trace tells
 * </pre>
 *
 * <p>The stage and the command also use {@code fact}, whose events and bytes they hand on, and what
 * results are made of: {@code outcome}, {@code window}, {@code life} and {@code latency}. The
 * others are not for use outside.
 */
@NullMarked
package io.qtrace.conversion;

import org.jspecify.annotations.NullMarked;
