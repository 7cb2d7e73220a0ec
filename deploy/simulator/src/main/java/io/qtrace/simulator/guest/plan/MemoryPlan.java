package io.qtrace.simulator.guest.plan;

/**
 * A guest's memory.
 *
 * @param bytes of RAM, whole MiB for each node
 * @param nodes of NUMA; with two, each is a block
 * @param isHugetlb whether RAM is of huge pages, of which QEMU discards none
 * @param isShared whether QEMU allocates blocks as shared memory, and traces their names
 * @param pluggableBytes of a virtio-mem device; 0 if there is none
 */
public record MemoryPlan(
    long bytes, int nodes, boolean isHugetlb, boolean isShared, long pluggableBytes) {}
