package io.qtrace.raw;

/**
 * Names of the Kafka record headers that travel with raw records. Values are UTF-8 text; all are
 * optional for log lines.
 */
public final class RawHeaders {

  /** {@code simple} or {@code log}. */
  public static final String FORMAT = "qtrace-format";

  /** Fingerprint of the definitions QEMU was built from. */
  public static final String DEFINITIONS = "qtrace-definitions";

  public static final String HOST = "qtrace-host";

  public static final String VM = "qtrace-vm";

  /**
   * {@code <identity>;generation=<n>;offset=<bytes>}: which file, which life of it, and where in it
   * the chunk begins.
   */
  public static final String SOURCE = "qtrace-source";

  /** CLOCK_REALTIME minus CLOCK_MONOTONIC of the host, in nanoseconds. */
  public static final String CLOCK_OFFSET_NS = "qtrace-clock-offset-ns";

  /**
   * Makes a record without a value a heartbeat: nanoseconds since the epoch until which nothing
   * more comes from the source.
   */
  public static final String HEARTBEAT_NS = "qtrace-heartbeat-ns";

  /** Of a dead letter that was put back: {@code <topic>-<partition>@<offset>}, where it was. */
  public static final String REPLAYED = "qtrace-replayed";

  private RawHeaders() {}
}
