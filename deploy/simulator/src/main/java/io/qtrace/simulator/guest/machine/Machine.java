package io.qtrace.simulator.guest.machine;

import io.qtrace.simulator.event.Change;
import io.qtrace.simulator.event.QemuThread;
import io.qtrace.simulator.event.TracePoint;
import io.qtrace.simulator.event.Tracer;
import io.qtrace.simulator.event.Values;
import io.qtrace.simulator.guest.memory.Memory;
import io.qtrace.simulator.guest.time.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The parts of one guest's machine, and what is under way in it. Not thread-safe. */
public final class Machine {

  /** By which a vCPU goes on doing things while others are idle as well. */
  private static final double STAYS = 0.7;

  public final Memory memory;
  public final SplittableRandom random;
  public final Schedule schedule = new Schedule();
  public final QemuThread mainThread;
  public final List<Vcpu> vcpus = new ArrayList<>();
  final Counts counts = new Counts();

  /** Requests to convert memory that are planned or under way. */
  public final List<Conversion> underWay = new ArrayList<>();

  private final Tracer tracer;
  private final Values values = new Values();
  private int last;
  private boolean isHeld;

  /** Of the event recorded last. */
  private long lastNs = Long.MIN_VALUE;

  /** What the guest has done. */
  public static final class Counts {
    long requests;
    long refused;
    long conversions;
    long ambiguous;

    public long requests() {
      return requests;
    }

    public long refused() {
      return refused;
    }

    public long conversions() {
      return conversions;
    }

    public long ambiguous() {
      return ambiguous;
    }
  }

  /**
   * The threads of a process of QEMU.
   *
   * @param pid of the process, and id of its main thread
   * @param vcpus how many of them are vCPUs
   */
  public record Threads(int pid, int vcpus) {

    /** QEMU makes some others before its vCPUs. */
    private static final int FIRST_VCPU = 3;

    QemuThread main() {
      return new QemuThread(pid, "qemu-system-x86");
    }

    QemuThread vcpu(int index) {
      return new QemuThread(pid + FIRST_VCPU + index, "CPU " + index + "/KVM");
    }
  }

  public Machine(Memory memory, Tracer tracer, SplittableRandom random, Threads threads) {
    this.memory = memory;
    this.tracer = tracer;
    this.random = random;
    this.mainThread = threads.main();
    for (int i = 0; i < threads.vcpus; i++) {
      vcpus.add(new Vcpu(i, threads.vcpu(i), schedule));
    }
  }

  public Counts counts() {
    return counts;
  }

  boolean traces(TracePoint point) {
    return tracer.traces(point);
  }

  /** 1 if it is traced. */
  public double count(TracePoint point) {
    return tracer.traces(point) ? 1 : 0;
  }

  /** For the event that is recorded next. */
  public Values values() {
    return values.clear();
  }

  /** Records an event with the values set last; returns its time stamp. */
  public long event(TracePoint point, QemuThread thread, long nowNs) {
    return tracer.event(point, thread, advance(nowNs), values);
  }

  long stateChange(QemuThread thread, long nowNs, Change change) {
    return tracer.stateChange(thread, advance(nowNs), values, change);
  }

  /** When the last event was recorded. */
  public long nowNs() {
    return lastNs;
  }

  /** What takes longer than others wait makes them late, not the trace go back. */
  private long advance(long nowNs) {
    lastNs = Math.max(lastNs, nowNs);
    return lastNs;
  }

  /** One that is idle: mostly that which was last; null if none is. */
  public @Nullable Vcpu idleVcpu() {
    if (vcpus.get(last).isIdle() && random.nextDouble() < STAYS) {
      return vcpus.get(last);
    }
    int start = random.nextInt(vcpus.size());
    for (int i = 0; i < vcpus.size(); i++) {
      int index = (start + i) % vcpus.size();
      if (vcpus.get(index).isIdle()) {
        last = index;
        return vcpus.get(index);
      }
    }
    return null;
  }

  /** While it is held, no vCPU begins anything. */
  public void hold(boolean now) {
    isHeld = now;
  }

  public boolean isHeld() {
    return isHeld;
  }

  public boolean isAtRest() {
    return vcpus.stream().allMatch(Vcpu::isIdle);
  }
}
