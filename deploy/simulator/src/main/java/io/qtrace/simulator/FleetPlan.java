package io.qtrace.simulator;

import io.qtrace.simulator.build.QemuVersion;
import io.qtrace.simulator.guest.plan.DiskPlan;
import io.qtrace.simulator.guest.plan.GuestPlan;
import io.qtrace.simulator.guest.plan.Load;
import io.qtrace.simulator.guest.plan.MemoryPlan;
import io.qtrace.simulator.guest.plan.Storm;
import io.qtrace.simulator.host.HostClock;
import io.qtrace.simulator.random.Seeds;
import io.qtrace.simulator.scenario.Scenario;
import io.qtrace.simulator.scenario.Scenario.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Draws what hosts and guests are like. Each by itself: how many there are changes none of them.
 */
final class FleetPlan {

  private static final double IDLE_WEIGHT = 0.05;
  private static final double HOT_WEIGHT = 10;
  private static final long MEMORY_UNIT = 256L << 20;
  private static final long HOUR_NS = 3_600_000_000_000L;
  private static final int MOST_UPTIME_HOURS = 2400;
  private static final int FIRST_PID = 2000;
  private static final int PIDS = 400_000;

  private final SimulationOptions options;
  private final Scenario scenario;
  private final Seeds seeds;

  FleetPlan(SimulationOptions options) {
    this.options = options;
    this.scenario = options.scenario();
    this.seeds = new Seeds(options.seed());
  }

  Seeds seeds() {
    return seeds;
  }

  /** A host. */
  record Host(String name, HostClock clock) {}

  /** A guest on a host. */
  record Vm(
      int number,
      String name,
      Host host,
      int pid,
      QemuVersion version,
      boolean isKilled,
      GuestPlan guest) {}

  List<Host> hosts() {
    var hosts = new ArrayList<Host>();
    for (int i = 0; i < options.hosts(); i++) {
      hosts.add(host(i));
    }
    return hosts;
  }

  private Host host(int number) {
    var random = seeds.stream(number, "host");
    var clocks = scenario.hosts();
    long bootedNs =
        HOUR_NS + random.nextInt(MOST_UPTIME_HOURS) * HOUR_NS + random.nextLong(HOUR_NS);
    var start = clocks.start();
    long startNs =
        Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    // clocks of a fleet agree to some milliseconds
    long awayNs = random.nextLong(10_000_000) - 5_000_000;
    double drift = (2 * random.nextDouble() - 1) * clocks.driftPpm();
    boolean isStepped = random.nextDouble() < clocks.stepped() && clocks.stepAtNs() > 0;
    var steps =
        isStepped
            ? List.of(new HostClock.Step(bootedNs + clocks.stepAtNs(), clocks.stepByNs()))
            : List.<HostClock.Step>of();
    return new Host(
        name("host-%03d", number), new HostClock(bootedNs, startNs + awayNs, drift, steps));
  }

  private static String name(String form, int number) {
    return form.formatted(number + 1).toLowerCase(Locale.ROOT);
  }

  Vm vm(int number, List<Host> hosts) {
    var random = seeds.stream(number, "vm");
    int pid = FIRST_PID + random.nextInt(PIDS);
    var versions = scenario.tracing().versions();
    var drawn = versions.get(random.nextInt(versions.size()));
    var version = options.version() == null ? drawn : options.version();
    boolean isKilled = random.nextDouble() < scenario.tracing().killed();
    return new Vm(
        number,
        name("vm-%05d", number),
        hosts.get(number % hosts.size()),
        pid,
        version,
        isKilled,
        guest(random, version));
  }

  private GuestPlan guest(SplittableRandom random, QemuVersion version) {
    var guests = scenario.guests();
    double kind = random.nextDouble();
    long startNs = guests.startWithinNs() == 0 ? 0 : random.nextLong(guests.startWithinNs());
    var memory = memory(random);
    int vcpus = (int) drawn(guests.vcpus(), random, 1);
    var load = load(kind, memory.nodes() > 1);
    boolean isReset = random.nextDouble() < scenario.resets().vms();
    return new GuestPlan(
        memory,
        vcpus,
        load,
        disk(random),
        storms(random),
        startNs,
        options.durationNs(),
        memory.pluggableBytes() > 0 ? scenario.plugging().everyNs() : 0,
        isReset && version.resetsInPlace() ? scenario.resets().everyNs() : 0);
  }

  private MemoryPlan memory(SplittableRandom random) {
    var guests = scenario.guests();
    long bytes = drawn(guests.memoryBytes(), random, MEMORY_UNIT);
    int nodes = random.nextDouble() < guests.numa() ? 2 : 1;
    boolean isHugetlb = random.nextDouble() < guests.hugetlb();
    boolean isShared = random.nextDouble() < guests.namedMemory();
    boolean isPlugged = random.nextDouble() < scenario.plugging().vms();
    boolean isPluggable = isPlugged && scenario.plugging().everyNs() > 0;
    return new MemoryPlan(
        bytes, nodes, isHugetlb, isShared, isPluggable ? scenario.plugging().bytes() : 0);
  }

  /** So that each doubling is as likely. */
  private static long drawn(Range range, SplittableRandom random, long unit) {
    double ratio = (double) range.most() / range.least();
    double value = range.least() * StrictMath.pow(ratio, random.nextDouble());
    long whole = StrictMath.round(value / unit) * unit;
    return Math.min(range.most(), Math.max(range.least(), whole)) / unit * unit;
  }

  private Load load(double kind, boolean hasNodes) {
    var guests = scenario.guests();
    double idle = guests.idle();
    double hot = guests.hot();
    double weight = kind < idle ? IDLE_WEIGHT : kind < idle + hot ? HOT_WEIGHT : 1;
    double mean = 1 - idle - hot + idle * IDLE_WEIGHT + hot * HOT_WEIGHT;
    var mix = scenario.mix();
    return new Load(
        options.eventsPerSecond() / options.vms() * weight / mean,
        mix.conversions(),
        mix.deviceAccesses(),
        mix.blockIo(),
        mix.refused(),
        hasNodes ? mix.pairs() : 0);
  }

  private DiskPlan disk(SplittableRandom random) {
    var disks = scenario.disks();
    return new DiskPlan(
        random.nextDouble() < disks.ide(), disks.latencyNs(), disks.slow(), disks.slowLatencyNs());
  }

  private List<Storm> storms(SplittableRandom random) {
    var storms = new ArrayList<Storm>();
    for (var rule : scenario.storms()) {
      boolean isHit = random.nextDouble() < rule.vms();
      if (isHit && rule.atNs() < options.durationNs()) {
        storms.add(new Storm(rule.atNs(), rule.forNs(), rule.rate(), rule.pages()));
      }
    }
    return storms;
  }
}
