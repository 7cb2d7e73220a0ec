package io.qtrace.topology.attribute;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.frame.Framed;
import io.qtrace.meter.WindowGauges;
import io.qtrace.task.Room;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.meter.ConversionMeters;

/**
 * What all tasks that attribute conversions use, on whatever stream thread they run. Its parts are
 * thread-safe.
 *
 * @param config how conversions are counted
 * @param room for VMs that are in memory
 */
public record AttributeParts(
    ConversionConfig config,
    Framed<Conversion> conversions,
    Framed<RefusedConversion> refused,
    Framed<RamBlockConversions> blocks,
    Framed<ConversionRollup> rollups,
    ConversionMeters meters,
    WindowGauges windows,
    Room room) {}
