package io.qtrace.topology.aggregate;

import io.qtrace.task.Room;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.declared.Declarations;
import org.jspecify.annotations.Nullable;

/**
 * What all tasks that aggregate use, on whatever stream thread they run. Its parts are thread-safe.
 *
 * @param declarations null if nothing was ever declared: what is open ends
 * @param config how long windows wait
 * @param room for VMs that are in memory
 */
public record AggregateParts(
    @Nullable Declarations declarations,
    ConversionConfig config,
    AggregationMeters meters,
    Room room) {}
