package io.qtrace.raw;

/**
 * Receives what a reader finds, in the order of the source, on the reader's thread. Buffers are
 * valid during the call only. They are the source's, but for lines that were put together of
 * pieces, or that a message of several carried.
 */
public interface RawRecordHandler {

  void event(RawEvent event);

  /**
   * QEMU lost events because its ring buffer was full. Where they are missing is known only
   * roughly: between the previous dropped record and 256 KiB of records behind this one.
   *
   * @param timestampNs when QEMU's writer thread woke up, CLOCK_MONOTONIC
   * @param count of lost events, from 0 to 2^32 - 1
   */
  void dropped(long timestampNs, int pid, long count);

  /**
   * Bytes that cannot be decoded. Together with the events, mapping records and dropped records
   * they make up the source.
   *
   * @param detail what is wrong and where, one line
   */
  void rejected(Rejection reason, String detail, byte[] buffer, int from, int to);

  /** A line of a log that is not a trace event; never called for the simple format. */
  void other(byte[] buffer, int from, int to);

  /** The header of a simple trace: event ids mean nothing until their mapping records come. */
  default void header(byte[] buffer, int from, int to) {}

  /** A mapping record of a simple trace, whole. */
  default void mapping(byte[] buffer, int from, int to) {}
}
