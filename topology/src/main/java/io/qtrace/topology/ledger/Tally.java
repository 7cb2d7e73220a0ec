package io.qtrace.topology.ledger;

import io.qtrace.contract.Ledger;
import java.util.function.Supplier;

/** What became of the raw records: of one chunk, one source, or all of them. Not thread-safe. */
public final class Tally {

  private long bytes;
  private long read;
  private long typed;
  private long filtered;
  private long deadLettered;
  private long other;
  private long lookLikeEvents;
  private String lookLikeEventsSample = "";
  private long droppedRecords;
  private long lostEvents;

  static Tally of(Ledger ledger) {
    var tally = new Tally();
    tally.bytes = ledger.getBytes();
    tally.read = ledger.getRead();
    tally.typed = ledger.getTyped();
    tally.filtered = ledger.getFiltered();
    tally.deadLettered = ledger.getDeadLettered();
    tally.other = ledger.getOther();
    tally.lookLikeEvents = ledger.getLookLikeEvents();
    tally.droppedRecords = ledger.getDroppedRecords();
    tally.lostEvents = ledger.getLostEvents();
    return tally;
  }

  /** So many raw bytes were read. */
  public void countBytes(long more) {
    bytes += more;
  }

  /** An event or an undecodable run of bytes was found; one of the next three follows. */
  public void countRead() {
    read++;
  }

  /** An event was written to its typed topic. */
  public void countTyped() {
    typed++;
  }

  /** A routing rule drops an event. */
  public void countFiltered() {
    filtered++;
  }

  public void countDeadLetter() {
    deadLettered++;
  }

  /** A log line is no trace event. */
  public void countOther() {
    other++;
  }

  /**
   * It looks like one, though.
   *
   * @param line asked for the first of them only
   */
  public void countLookAlike(Supplier<String> line) {
    lookLikeEvents++;
    if (lookLikeEventsSample.isEmpty()) {
      lookLikeEventsSample = line.get();
    }
  }

  /** A record of QEMU says that it lost so many events. */
  public void countLost(long events) {
    droppedRecords++;
    lostEvents += events;
  }

  /** Raw bytes. */
  public long bytes() {
    return bytes;
  }

  /** Events and undecodable runs of bytes: typed, filtered and dead-lettered ones. */
  public long read() {
    return read;
  }

  public long typed() {
    return typed;
  }

  public long filtered() {
    return filtered;
  }

  public long deadLettered() {
    return deadLettered;
  }

  /** Log lines that are no trace events. */
  public long other() {
    return other;
  }

  /** Those of them that look like some. */
  public long lookLikeEvents() {
    return lookLikeEvents;
  }

  /** The first of these; empty if there is none. */
  String lookLikeEventsSample() {
    return lookLikeEventsSample;
  }

  /** QEMU's records of lost events. */
  public long droppedRecords() {
    return droppedRecords;
  }

  public long lostEvents() {
    return lostEvents;
  }

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
