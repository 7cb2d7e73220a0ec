package io.qtrace.simulator;

import io.qtrace.definition.Definitions;
import io.qtrace.simulator.FleetPlan.Vm;
import io.qtrace.simulator.build.Build;
import io.qtrace.simulator.build.LogPrefix;
import io.qtrace.simulator.build.QemuVersion;
import io.qtrace.simulator.event.TracePoint;
import io.qtrace.simulator.guest.Guest;
import io.qtrace.simulator.guest.memory.Memory;
import io.qtrace.simulator.qemu.QemuTracer;
import io.qtrace.simulator.qemu.Ring;
import io.qtrace.simulator.qemu.TraceFacts;
import io.qtrace.simulator.qemu.TracedProcess;
import io.qtrace.simulator.qemu.TracingOptions;
import io.qtrace.simulator.random.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Writes the traces of a fleet, and the truth beside them: a directory per host with a file per
 * guest. The same options and seed give the same bytes.
 */
public final class Simulation {

  /** The definitions, as they were given. */
  public static final String DEFINITIONS_FILE = "trace-events-all";

  public static final String FLEET_FILE = "fleet.json";

  private static final double WAKE_SIGMA = 0.4;
  private static final double STALL_SIGMA = 0.5;

  private final SimulationOptions options;
  private final FleetPlan plan;
  private final Map<QemuVersion, Build> builds = new EnumMap<>(QemuVersion.class);
  private final Ring ring;

  public Simulation(SimulationOptions options) {
    this.options = options;
    this.plan = new FleetPlan(options);
    var tracing = options.scenario().tracing();
    this.ring =
        new Ring(
            Distribution.logNormal((double) tracing.writerDelayNs(), WAKE_SIGMA),
            tracing.stalled(),
            Distribution.logNormal((double) tracing.stallNs(), STALL_SIGMA));
  }

  /** Events that are simulated and that the definitions have. */
  public static List<String> known(Definitions definitions) {
    return Stream.of(TracePoint.values())
        .map(TracePoint::event)
        .filter(event -> definitions.find(event).isPresent())
        .toList();
  }

  /**
   * Runs it.
   *
   * @param progress is told after each guest how many are done
   * @throws IOException if a file cannot be written
   */
  public SimulationSummary run(LongConsumer progress) throws IOException {
    var directory = options.directory();
    Files.createDirectories(directory);
    Files.write(directory.resolve(DEFINITIONS_FILE), options.definitions().text());
    var hosts = plan.hosts();
    for (var host : hosts) {
      Files.createDirectories(directory.resolve(host.name()));
    }
    try (var fleet = new FleetFile(directory.resolve(FLEET_FILE))) {
      fleet.begin(options, DEFINITIONS_FILE, hosts);
      var summary = SimulationSummary.NOTHING;
      for (int i = 0; i < options.vms(); i++) {
        summary = summary.plus(new Run(plan.vm(i, hosts)).run(fleet));
        progress.accept(i + 1);
      }
      fleet.end(summary);
      return summary;
    }
  }

  private Build build(QemuVersion version) {
    return builds.computeIfAbsent(version, v -> new Build(options.definitions(), v, plan.seeds()));
  }

  private LogPrefix prefix(QemuVersion version) {
    var given = options.prefix();
    return given == null ? version.prefix() : given;
  }

  /** One guest's life. */
  private final class Run {

    private final Vm vm;
    private final Memory memory;
    private final Build build;
    private final Path trace;

    Run(Vm vm) {
      this.vm = vm;
      this.build = build(vm.version());
      this.memory = new Memory(vm.guest().memory(), plan.seeds().stream(vm.number(), "memory"));
      var name = vm.name() + (options.isLog() ? ".log" : ".simple");
      this.trace = options.directory().resolve(vm.host().name()).resolve(name);
    }

    List<TraceFacts> run(FleetFile fleet) throws IOException {
      var tracing = options.scenario().tracing();
      var process =
          new TracedProcess(
              build,
              vm.name(),
              vm.host().name(),
              vm.pid(),
              vm.host().clock(),
              trace,
              plan.seeds().stream(vm.number(), "tracing"),
              this::factsBefore,
              memory::footprint);
      var how =
          new TracingOptions(
              options.isLog(),
              prefix(vm.version()),
              ring,
              tracing.preempted(),
              tracing.rotateBytes());
      try (var tracer = new QemuTracer(process, how)) {
        var setting =
            new Guest.Setting(
                vm.guest(),
                memory,
                tracer,
                vm.host().clock().bootedNs(),
                vm.version().isConfidential());
        var guest = new Guest(setting, vm.pid(), plan.seeds().stream(vm.number(), "guest"));
        guest.run();
        if (vm.isKilled()) {
          tracer.kill();
        } else {
          tracer.exit(guest.nowNs());
        }
        fleet.write(vm, guest.facts(), tracer.files());
        return tracer.files();
      }
    }

    private List<String> factsBefore() {
      var clock = vm.host().clock();
      var facts = new ArrayList<String>();
      facts.add(
          "pid=%d mono_ns=%d realtime_ns=%d"
              .formatted(vm.pid(), clock.bootedNs(), clock.startNs()));
      facts.addAll(memory.layout());
      return facts;
    }
  }
}
