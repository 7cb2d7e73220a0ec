package io.qtrace.simulator.guest;

import static io.qtrace.simulator.event.TracePoint.RESET_VMFD;
import static io.qtrace.simulator.event.TracePoint.VIRTIO_MEM_PLUG;
import static io.qtrace.simulator.event.TracePoint.VIRTIO_MEM_UNPLUG;

import io.qtrace.simulator.event.Tracer;
import io.qtrace.simulator.guest.machine.Conversion;
import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.memory.Memory;
import io.qtrace.simulator.guest.plan.GuestFacts;
import io.qtrace.simulator.guest.plan.GuestPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A guest in a process of QEMU, from its begin to the end of the simulation. Not thread-safe. */
public final class Guest {

  /** How virtio-mem counts memory. */
  private static final long PLUG_UNIT = 2 * Memory.MIB;

  /** Of a device's 16-bit count. */
  private static final long MOST_UNITS = 0xffff;

  private static final long KERNEL_AFTER_NS = 50_000_000;

  private final GuestPlan plan;
  private final long bootedNs;
  private final boolean isConfidential;
  private long resets;
  private long plugs;
  private final Machine machine;
  private final Targets targets;
  private final Disk disk;
  private final List<Conversion> conversions = new ArrayList<>();
  private final List<DeviceAccess> accesses = new ArrayList<>();
  private final List<StormWeather> storms = new ArrayList<>();

  /** Whether QEMU's record of shared pages stays when the guest is reset. */
  private final boolean remembersAtReset;

  /**
   * A process for a guest.
   *
   * @param bootedNs CLOCK_MONOTONIC when the simulation begins
   * @param isConfidential whether it has private memory
   */
  public record Setting(
      GuestPlan plan, Memory memory, Tracer tracer, long bootedNs, boolean isConfidential) {}

  public Guest(Setting setting, int pid, SplittableRandom random) {
    this.plan = setting.plan;
    this.bootedNs = setting.bootedNs;
    this.isConfidential = setting.isConfidential;
    var threads = new Machine.Threads(pid, plan.vcpus());
    this.machine = new Machine(setting.memory, setting.tracer, random, threads);
    this.targets = new Targets(machine, plan.load());
    this.disk = new Disk(machine, plan.disk());
    this.remembersAtReset = random.nextBoolean();
    for (int i = 0; i < plan.vcpus(); i++) {
      conversions.add(new Conversion(machine));
      accesses.add(new DeviceAccess(machine));
    }
  }

  /** Runs it to the end of its plan. */
  public void run() {
    long startNs = bootedNs + plan.startNs();
    long endNs = bootedNs + plan.endNs();
    long bootedAtNs = new Boot(machine, startNs).start(isConfidential);
    begin(bootedAtNs, endNs);
    long nowNs = bootedAtNs;
    while (!machine.schedule.isEmpty() && machine.schedule.nextNs() < endNs) {
      nowNs = Math.max(nowNs, machine.schedule.nextNs());
      machine.schedule.next().act(nowNs);
    }
  }

  private void begin(long nowNs, long endNs) {
    if (isConfidential) {
      machine.schedule.add(new Firmware(machine, nowNs));
      for (var storm : plan.storms()) {
        brew(new StormWeather(machine, targets, storm, bootedNs), storm.conversionsPerSecond());
      }
      if (plan.resetEveryNs() > 0) {
        machine.schedule.add(new Maintenance(machine, nowNs, plan.resetEveryNs(), this::reset));
      }
      if (plan.plugEveryNs() > 0) {
        machine.schedule.add(new Maintenance(machine, nowNs, plan.plugEveryNs(), this::plug));
      }
    }
    double perSecond = beginningsPerSecond();
    if (perSecond > 0) {
      var season = new Arrivals.Season(nowNs + KERNEL_AFTER_NS, endNs);
      machine.schedule.add(new Arrivals(machine, perSecond, season, this::beginSomething));
    }
  }

  private void brew(StormWeather storm, double perSecond) {
    storms.add(storm);
    machine.schedule.add(
        new Arrivals(machine, perSecond, storm.season(), nowNs -> beginConversion(nowNs, storm)));
  }

  /** So many that the events traced of them are as many as planned. */
  private double beginningsPerSecond() {
    var load = plan.load();
    double events =
        (isConfidential ? load.conversions() * Conversion.events(machine) : 0)
            + load.deviceAccesses() * DeviceAccess.events(machine)
            + load.blockIo() * disk.events();
    return events == 0 ? 0 : load.eventsPerSecond() / events * total();
  }

  private double total() {
    var load = plan.load();
    return (isConfidential ? load.conversions() : 0) + load.deviceAccesses() + load.blockIo();
  }

  private boolean beginSomething(long nowNs) {
    var load = plan.load();
    double kind = machine.random.nextDouble() * total() - load.blockIo();
    if (kind < 0) {
      disk.begin(nowNs);
      return true;
    }
    var vcpu = machine.idleVcpu();
    if (vcpu == null) {
      return false;
    }
    if (kind < load.deviceAccesses()) {
      vcpu.begin(accesses.get(vcpu.index()), nowNs);
      return true;
    }
    var next = conversions.get(vcpu.index());
    if (!targets.choose(next)) {
      return false;
    }
    vcpu.begin(next, nowNs);
    return true;
  }

  private boolean beginConversion(long nowNs, StormWeather storm) {
    var vcpu = machine.idleVcpu();
    if (vcpu == null || !storm.choose(conversions.get(vcpu.index()))) {
      return false;
    }
    vcpu.begin(conversions.get(vcpu.index()), nowNs);
    return true;
  }

  private void reset(long nowNs) {
    var steps = new Boot(machine, nowNs);
    var mappings = machine.memory.mappings();
    mappings.forEach(mapping -> steps.unmap(mapping, isConfidential));
    machine.values();
    steps.event(RESET_VMFD);
    mappings.forEach(mapping -> steps.map(mapping, isConfidential));
    machine.memory.blocks().forEach(block -> block.becomePrivate(remembersAtReset));
    resets++;
    machine.schedule.add(new Firmware(machine, steps.nowNs()));
  }

  /** In and out in turn. */
  private void plug(long nowNs) {
    var steps = new Boot(machine, nowNs);
    boolean isIn = !machine.memory.isPlugged();
    for (var mapping : machine.memory.pluggable()) {
      long units = Math.min(MOST_UNITS, mapping.size() / PLUG_UNIT);
      machine.values().add(mapping.gpa()).add(units);
      steps.event(isIn ? VIRTIO_MEM_PLUG : VIRTIO_MEM_UNPLUG);
      if (isIn) {
        steps.map(mapping, isConfidential);
      } else {
        steps.unmap(mapping, isConfidential);
        mapping.block().becomePrivate(false);
      }
    }
    machine.memory.plug(isIn);
    plugs++;
  }

  /** When its last event was recorded; CLOCK_MONOTONIC. */
  public long nowNs() {
    return machine.nowNs();
  }

  /** What it has done so far. */
  public GuestFacts facts() {
    var counts = machine.counts();
    return new GuestFacts(
        counts.requests(),
        counts.refused(),
        counts.conversions(),
        counts.ambiguous(),
        resets,
        plugs,
        storms.stream().map(StormWeather::facts).toList(),
        disk.facts());
  }
}
