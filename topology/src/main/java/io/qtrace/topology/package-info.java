/**
 * The Kafka Streams application: raw records in, typed events and page conversions out. This room
 * is the table of contents: it puts the parts together and sees all of the others. None of them
 * sees what stands above it, and {@code decode} and {@code attribute} do not see each other.
 *
 * <pre>
 *   topology           DecodeApplication, DecodeTopology
 *     ├─► decode       ─► chunk ─► source ─► definitions ─► destination
 *     └─► attribute    ─► rollup ─► silence
 *                            ▼
 *                          meter ─► ledger ─► raw ─► flow
 *
 *   on the ground      flow, destination, fair, silence; streams ─► config ─► setting
 * </pre>
 */
@NullMarked
package io.qtrace.topology;

import org.jspecify.annotations.NullMarked;
