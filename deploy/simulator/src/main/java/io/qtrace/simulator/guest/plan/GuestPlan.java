package io.qtrace.simulator.guest.plan;

import java.util.List;

/**
 * All that is planned for a guest. Times are since its fleet began.
 *
 * @param startNs when its process begins
 * @param endNs when its trace ends
 * @param plugEveryNs its virtio-mem device is plugged and unplugged in turn; 0: never
 * @param resetEveryNs it is reset in place; 0: never
 */
public record GuestPlan(
    MemoryPlan memory,
    int vcpus,
    Load load,
    DiskPlan disk,
    List<Storm> storms,
    long startNs,
    long endNs,
    long plugEveryNs,
    long resetEveryNs) {

  public GuestPlan {
    storms = List.copyOf(storms);
  }
}
