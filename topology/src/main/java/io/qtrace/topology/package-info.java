/**
 * The Kafka Streams application: raw records in, typed events, page conversions and results of
 * declared aggregations out. This room is the table of contents: it puts the parts together and
 * sees all of the others. None of them sees what stands above it, and {@code decode}, {@code
 * attribute} and {@code aggregate} do not see each other.
 *
 * <pre>
 *   topology           DecodeApplication, DecodeTopology
 *     ├─► decode       ─► chunk ─► source ─► definitions ─► destination
 *     ├─► attribute    ─► rollup ─► silence
 *     └─► aggregate    ─► vms
 *                            ▼
 *                          meter ─► ledger ─► raw ─► flow
 *
 *   on the ground      flow, declared, destination, fair, silence; streams ─► config ─► setting
 * </pre>
 */
@NullMarked
package io.qtrace.topology;

import org.jspecify.annotations.NullMarked;
