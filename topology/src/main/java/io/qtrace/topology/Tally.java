package io.qtrace.topology;

import io.qtrace.contract.Ledger;

/** What became of the raw records: of one chunk, one source, or all of them. Not thread-safe. */
final class Tally {

  /** Raw bytes read. */
  long bytes;

  /**
   * Events and undecodable runs of bytes that readers found; the three below are what became of
   * them.
   */
  long read;

  /** Events written to typed topics. */
  long typed;

  /** Events that a routing rule drops. */
  long filtered;

  /** Dead letters. */
  long deadLettered;

  /** Log lines that are no trace events. */
  long other;

  /** Those of them that look like events, and the first of these; empty if there is none. */
  long lookLikeEvents;

  String lookLikeEventsSample = "";

  /** QEMU's records of lost events, and the events it lost. */
  long droppedRecords;

  long lostEvents;

  void add(Tally more) {
    bytes += more.bytes;
    read += more.read;
    typed += more.typed;
    filtered += more.filtered;
    deadLettered += more.deadLettered;
    other += more.other;
    lookLikeEvents += more.lookLikeEvents;
    droppedRecords += more.droppedRecords;
    lostEvents += more.lostEvents;
  }

  void addTo(Ledger ledger) {
    ledger.setBytes(ledger.getBytes() + bytes);
    ledger.setRead(ledger.getRead() + read);
    ledger.setTyped(ledger.getTyped() + typed);
    ledger.setFiltered(ledger.getFiltered() + filtered);
    ledger.setDeadLettered(ledger.getDeadLettered() + deadLettered);
    ledger.setOther(ledger.getOther() + other);
    ledger.setLookLikeEvents(ledger.getLookLikeEvents() + lookLikeEvents);
    if (ledger.getLookLikeEventsSample().isEmpty()) {
      ledger.setLookLikeEventsSample(lookLikeEventsSample);
    }
    ledger.setDroppedRecords(ledger.getDroppedRecords() + droppedRecords);
    ledger.setLostEvents(ledger.getLostEvents() + lostEvents);
  }
}
