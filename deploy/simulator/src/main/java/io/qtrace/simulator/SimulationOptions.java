package io.qtrace.simulator;

import io.qtrace.definition.Definitions;
import io.qtrace.simulator.build.LogPrefix;
import io.qtrace.simulator.build.QemuVersion;
import io.qtrace.simulator.scenario.Scenario;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is simulated, and where to.
 *
 * @param directory does not exist, or is empty
 * @param eventsPerSecond of all guests together; those of their starts and storms come on top
 * @param isLog logs, else simple traces
 * @param prefix of log lines; null: what the guest's version of QEMU writes
 * @param version of all guests' QEMU; null: as the scenario says
 * @param definitions of which QEMU is built
 */
public record SimulationOptions(
    Path directory,
    int vms,
    int hosts,
    long seed,
    long durationNs,
    double eventsPerSecond,
    boolean isLog,
    @Nullable LogPrefix prefix,
    @Nullable QemuVersion version,
    String scenarioName,
    Scenario scenario,
    Definitions definitions) {}
