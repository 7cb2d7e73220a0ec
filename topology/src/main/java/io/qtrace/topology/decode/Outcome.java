package io.qtrace.topology.decode;

/** What became of an attempt to decode a record. */
enum Outcome {
  DONE,
  NO_DEFINITIONS,
  /** Topics and schemas are being made for events that were never seen before. */
  NO_TARGETS
}
