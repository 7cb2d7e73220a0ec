package io.qtrace.cli.send.outcome;

/** Whether to stay until what was sent is decoded. */
public enum Waiting {
  /** If a topology is running now. */
  IF_DECODING,
  ALWAYS,
  NEVER
}
