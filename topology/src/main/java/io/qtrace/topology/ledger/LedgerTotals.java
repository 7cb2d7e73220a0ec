package io.qtrace.topology.ledger;

import java.util.Locale;

/**
 * What became of all raw records that this instance's partitions ever held.
 *
 * @param bytes raw bytes read
 * @param read events found, and undecodable runs of bytes
 * @param typed events written to typed topics
 * @param filtered events that a routing rule drops
 * @param deadLettered events, lines and runs of bytes that could not be decoded
 * @param other log lines that are no trace events
 * @param droppedRecords QEMU's notes that it lost events
 * @param lostEvents how many it lost
 */
public record LedgerTotals(
    long bytes,
    long read,
    long typed,
    long filtered,
    long deadLettered,
    long other,
    long droppedRecords,
    long lostEvents) {

  public static LedgerTotals of(Tally tally) {
    return new LedgerTotals(
        tally.bytes(),
        tally.read(),
        tally.typed(),
        tally.filtered(),
        tally.deadLettered(),
        tally.other(),
        tally.droppedRecords(),
        tally.lostEvents());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "read %,d = typed %,d + dropped by route %,d + dead letters %,d; %,d other lines,"
            + " %,d dropped records (%,d events lost by QEMU), %,d raw bytes",
        read,
        typed,
        filtered,
        deadLettered,
        other,
        droppedRecords,
        lostEvents,
        bytes);
  }
}
