package io.qtrace.cli.size;

import java.time.Duration;

/**
 * What is to be traced, and how it is to be kept.
 *
 * @param vms at least one
 * @param eventsPerVm per second, on average
 * @param vmsPerHost each host has a Connect worker
 * @param kinds how many kinds of events have topics
 * @param typedPercent of the events, those that no route drops
 * @param replicas of each partition
 * @param rawRetention how long raw records are kept
 */
record Fleet(
    int vms,
    int eventsPerVm,
    int vmsPerHost,
    int kinds,
    int typedPercent,
    int replicas,
    Duration rawRetention) {

  /** Of this many VMs, and otherwise as {@code qtrace size} takes it. */
  static Fleet of(int vms) {
    return new Fleet(vms, 100, 20, 40, 100, 3, Duration.ofDays(7));
  }

  long eventsPerSecond() {
    return (long) vms * eventsPerVm;
  }

  long typedPerSecond() {
    return eventsPerSecond() * typedPercent / 100;
  }

  int hosts() {
    return (vms + vmsPerHost - 1) / vmsPerHost;
  }
}
