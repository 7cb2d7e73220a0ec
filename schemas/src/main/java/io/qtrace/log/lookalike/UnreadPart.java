package io.qtrace.log.lookalike;

/** What a part of a log is that is no text that is read. */
public enum UnreadPart {
  UTF_16,
  /** Something compressed that was appended, or blocks of a damaged disk. */
  BINARY
}
