package io.qtrace.cli.size;

import java.util.stream.LongStream;

/**
 * What a fleet needs.
 *
 * @param rawPartitions of qtrace-raw; they cannot be raised later
 * @param eventPartitions of each topic of typed events and results
 * @param instances of the decode stage
 * @param threads of each
 * @param heapBytes of each
 * @param partitions of all topics, each counted once
 * @param brokers how many
 */
record Plan(
    Fleet fleet,
    int rawPartitions,
    int eventPartitions,
    int instances,
    int threads,
    long heapBytes,
    long partitions,
    int brokers) {

  /** A hundred times what docs/operations.md has, and no number overflows. */
  static final long MOST_EVENTS_PER_SECOND = 1_000_000_000;

  static final long MIB = 1 << 20;

  /** Of a part of an instance's heap: io.qtrace.topology's StageParts. */
  private static final int VMS_PART_OF_HEAP = 4;

  private static final int THREADS_PER_INSTANCE = 4;
  private static final long HEAP_STEP = 512 * MIB;
  private static final int FEWEST_PARTITIONS = 4;

  /** From so many VMs on nobody wants to do without the stage while an instance is away. */
  private static final int SPARE_FROM_VMS = 1000;

  /** qtrace-raw, qtrace-vm-layout and the changelogs of mappings, waiting, ledger, conversions. */
  private static final int LIKE_RAW = 6;

  /** Topics of results and alerts, and the changelogs of rollups and alerts. */
  private static final int LIKE_EVENTS = 9;

  /** qtrace-definitions, qtrace-dead-letter, qtrace-ledger. */
  private static final int SINGLE = 3;

  /** A Connect worker's own, with one partition each. */
  private static final int PER_HOST = 3;

  /** The plan for a fleet. */
  static Plan of(Fleet fleet) {
    long busy = Factor.CATCHING_UP.value * fleet.eventsPerSecond();
    long allThreads = Math.max(2, ceil(busy, Factor.EVENTS_PER_CORE.value));
    int fewest = fleet.vms() >= SPARE_FROM_VMS ? 2 : 1;
    int instances = (int) Math.max(fewest, ceil(allThreads, THREADS_PER_INSTANCE));
    int threads = (int) ceil(allThreads, instances);
    int raw = powerOfTwo((long) instances * threads * Factor.TASKS_PER_THREAD.value);
    int events = powerOfTwo(ceil(fleet.typedPerSecond(), Factor.READER.value));
    long partitions =
        (long) LIKE_RAW * raw
            + (long) (LIKE_EVENTS + fleet.kinds()) * events
            + SINGLE
            + (long) PER_HOST * fleet.hosts();
    long brokers =
        LongStream.of(
                fleet.replicas(),
                ceil(partitions * fleet.replicas(), Factor.BROKER_PARTITIONS.value),
                ceil(fleet.typedPerSecond(), Factor.BROKER_EVENTS.value))
            .max()
            .orElseThrow();
    return new Plan(
        fleet,
        raw,
        events,
        instances,
        threads,
        heap(fleet, instances, threads),
        partitions,
        (int) brokers);
  }

  private static long heap(Fleet fleet, int instances, int threads) {
    long vms = ceil(fleet.vms(), instances) * Factor.VM_BYTES.value;
    long together = Factor.BASE_BYTES.value + threads * Factor.PRODUCER_BYTES.value + vms;
    long bytes = Math.max(2 * HEAP_STEP, Math.max(together, VMS_PART_OF_HEAP * vms));
    return ceil(bytes, HEAP_STEP) * HEAP_STEP;
  }

  private static int powerOfTwo(long atLeast) {
    long power = FEWEST_PARTITIONS;
    while (power < atLeast) {
      power *= 2;
    }
    return Math.toIntExact(power);
  }

  private static long ceil(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** The image takes half of its container's memory as heap; the rest is RocksDB's and buffers. */
  long containerBytes() {
    return 2 * heapBytes;
  }

  long rawBytesPerSecond() {
    return fleet.eventsPerSecond() * Factor.RAW_BYTES.value;
  }

  long typedBytesPerSecond() {
    return fleet.typedPerSecond() * Factor.TYPED_BYTES.value;
  }

  /** On the disks of all brokers, before compression. */
  long rawBytes() {
    return rawBytesPerSecond() * fleet.rawRetention().toSeconds() * fleet.replicas();
  }

  /** On the disks of all brokers, before compression. */
  long typedBytesPerDay() {
    return typedBytesPerSecond() * 86_400 * fleet.replicas();
  }
}
