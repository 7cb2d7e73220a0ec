package io.qtrace.simulator.qemu;

import io.qtrace.simulator.build.Build;
import io.qtrace.simulator.host.HostClock;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A process of QEMU that is to be traced.
 *
 * @param vm its guest's name
 * @param host where it runs
 * @param clock of that host
 * @param trace the file it writes
 * @param random of its tracing layer
 * @param factsBefore what the truth says at its beginning, a line each
 * @param factsAfter what it says at its end
 */
public record TracedProcess(
    Build build,
    String vm,
    String host,
    int pid,
    HostClock clock,
    Path trace,
    SplittableRandom random,
    Supplier<List<String>> factsBefore,
    Supplier<List<String>> factsAfter) {}
