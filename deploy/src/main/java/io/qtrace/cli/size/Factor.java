package io.qtrace.cli.size;

/**
 * What plans are computed of.
 *
 * <p>Numbers of performance.md are of two cores of a shared machine.
 */
enum Factor {
  EVENTS_PER_CORE(
      200_000,
      "events/s that a core decodes",
      "421,641 on two cores with the broker beside it: performance.md, the stage beside a bare"
          + " fan-out"),
  CATCHING_UP(
      2, "times as fast as events come", "assumed: an hour away is caught up with in an hour"),
  RAW_BYTES(
      65, "bytes of a raw event", "376 MB of 5,774,047 events: performance.md, simulated traces"),
  TYPED_BYTES(
      75,
      "bytes of a typed event, uncompressed",
      "59 B of value: performance.md, decoding; and some 16 B of key and record"),
  VM_BYTES(
      20 << 10,
      "bytes of a VM in memory",
      "9 to 18 kB with up to 1,000 shared pages here and there: performance.md, memory of a VM"),
  PRODUCER_BYTES(128 * Plan.MIB, "bytes of a thread's producer", "its buffer.memory"),
  BASE_BYTES(
      256 * Plan.MIB,
      "bytes of heap besides",
      "98 to 141 MB with 50 VMs or 1,000 files: performance.md, following a host"),
  TASKS_PER_THREAD(
      8, "partitions of qtrace-raw per thread", "assumed: a fleet grows, partitions cannot"),
  READER(
      100_000, "events/s of a kind that one consumer of yours reads", "assumed: measure your own"),
  BROKER_EVENTS(
      300_000,
      "typed events/s per broker",
      "half of 557,531 that were only copied on two cores: performance.md, the stage beside a bare"
          + " fan-out"),
  BROKER_PARTITIONS(4000, "partitions per broker, replicas counted", "Kafka's advice: KIP-578");

  final long value;
  final String what;
  final String source;

  Factor(long value, String what, String source) {
    this.value = value;
    this.what = what;
    this.source = source;
  }
}
