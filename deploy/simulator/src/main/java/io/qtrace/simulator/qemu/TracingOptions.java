package io.qtrace.simulator.qemu;

import io.qtrace.simulator.build.LogPrefix;

/**
 * How processes trace.
 *
 * @param isLog logs, else simple traces
 * @param prefix of log lines
 * @param preempted share of events before whose recording a thread is held up, for as much as
 *     {@value #MOST_PREEMPTED_NS} ns
 * @param mostBytes of a file, after which the next one begins
 */
public record TracingOptions(
    boolean isLog, LogPrefix prefix, Ring ring, double preempted, long mostBytes) {

  /** Seen in real traces of many vCPUs. */
  static final int MOST_PREEMPTED_NS = 400_000;
}
