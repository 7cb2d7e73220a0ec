package io.qtrace.cli.send.delivery;

/** The time stamp of raw Kafka records. Retention goes by it. */
public enum RecordTime {
  /** The newest event of the chunk. */
  event,
  /** When the chunk is sent. */
  now
}
