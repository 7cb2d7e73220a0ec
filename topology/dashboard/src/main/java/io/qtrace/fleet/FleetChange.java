package io.qtrace.fleet;

import io.qtrace.contract.Alert;
import java.util.List;
import java.util.Map;

/**
 * What has changed since somebody last asked.
 *
 * @param state with points of its history that are new or have changed
 * @param removed VMs that were forgotten
 * @param alerts their newest transitions
 * @param results how many came, by aggregation
 */
public record FleetChange(
    FleetState state,
    List<VmRow> vms,
    List<String> removed,
    List<Alert> alerts,
    Map<String, Integer> results) {}
