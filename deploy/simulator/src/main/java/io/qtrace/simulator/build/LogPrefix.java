package io.qtrace.simulator.build;

/** What stands in front of an event's name in a log. Constants are named as on the command line. */
public enum LogPrefix {
  /** Nothing: without {@code -msg timestamp=on}. */
  none,
  /** {@code 4711@1767225600.000001:}: up to QEMU 10.0. */
  tid,
  /** {@code 2026-01-01T00:00:00.000001Z}: from 10.1 on. */
  iso,
  /** As proposed after 10.2: {@code TIME [vm-1] qemu-system-x86_64(4711:CPU 0/KVM): }. */
  program,
  /** As proposed later: {@code TIME [vm-1] qemu-system-x86_64: (4711:CPU 0/KVM): }. */
  thread,
  /** As rsyslog's file format has what the syslog backend sends. */
  syslog
}
