package io.qtrace.topology;

import io.qtrace.contract.Ledger;

/** What became of the raw records: of one chunk, one source, or all of them. Not thread-safe. */
final class Tally {

  /** Raw bytes read. */
  long bytes;

  /** Events written to typed topics. */
  long typed;

  /** Events that a routing rule drops. */
  long filtered;

  /** Dead letters, and the bytes in them. */
  long deadLettered;

  long deadLetteredBytes;

  /** Log lines that are no trace events. */
  long other;

  /** QEMU's records of lost events, and the events it lost. */
  long droppedRecords;

  long lostEvents;

  /** Events and undecodable runs of bytes; always all that came out at the other end. */
  long read() {
    return typed + filtered + deadLettered;
  }

  void add(Tally more) {
    bytes += more.bytes;
    typed += more.typed;
    filtered += more.filtered;
    deadLettered += more.deadLettered;
    deadLetteredBytes += more.deadLetteredBytes;
    other += more.other;
    droppedRecords += more.droppedRecords;
    lostEvents += more.lostEvents;
  }

  void addTo(Ledger ledger) {
    ledger.setBytes(ledger.getBytes() + bytes);
    ledger.setRead(ledger.getRead() + read());
    ledger.setTyped(ledger.getTyped() + typed);
    ledger.setFiltered(ledger.getFiltered() + filtered);
    ledger.setDeadLettered(ledger.getDeadLettered() + deadLettered);
    ledger.setOther(ledger.getOther() + other);
    ledger.setDroppedRecords(ledger.getDroppedRecords() + droppedRecords);
    ledger.setLostEvents(ledger.getLostEvents() + lostEvents);
  }
}
