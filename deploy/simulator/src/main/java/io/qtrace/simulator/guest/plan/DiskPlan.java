package io.qtrace.simulator.guest.plan;

/**
 * A guest's disk.
 *
 * @param isIde traced by {@code dma_*}, else virtio's
 * @param medianNs latency of a request, log-normal
 * @param slow share of requests that take the slow path
 * @param slowNs how long that takes, log-normal as well
 */
public record DiskPlan(boolean isIde, double medianNs, double slow, double slowNs) {}
