package io.qtrace.raw;

/** Why bytes cannot be decoded. The names are part of the dead letter's contract. */
public enum Rejection {
  /** The source does not begin with the header of a simple trace file. */
  NO_HEADER,
  /** A simple trace file of a version other than 4. */
  UNSUPPORTED_VERSION,
  /** The source ends inside a record. */
  TRUNCATED,
  /** Bytes between two runs of plausible records. */
  DAMAGED,
  /** An event id without a mapping record. */
  UNMAPPED_ID,
  /**
   * The name of an event that the definitions do not have, or whose declaration there cannot be
   * read.
   */
  UNKNOWN_EVENT,
  /** A record or line of a known event that does not fit the event's definition. */
  MISMATCH
}
