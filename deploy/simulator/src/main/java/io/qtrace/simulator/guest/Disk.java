package io.qtrace.simulator.guest;

import static io.qtrace.simulator.event.TracePoint.BLK_HANDLE_READ;
import static io.qtrace.simulator.event.TracePoint.BLK_HANDLE_WRITE;
import static io.qtrace.simulator.event.TracePoint.BLK_REQ_COMPLETE;
import static io.qtrace.simulator.event.TracePoint.BLK_RW_COMPLETE;
import static io.qtrace.simulator.event.TracePoint.DMA_BLK_CB;
import static io.qtrace.simulator.event.TracePoint.DMA_BLK_IO;
import static io.qtrace.simulator.event.TracePoint.DMA_COMPLETE;
import static io.qtrace.simulator.event.TracePoint.QUEUE_NOTIFY;

import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.plan.DiskPlan;
import io.qtrace.simulator.guest.plan.GuestFacts.BlockIo;
import io.qtrace.simulator.guest.time.Actor;
import io.qtrace.simulator.random.Distribution;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A disk of the guest. QEMU's main thread serves it, and remembers how long requests took. */
final class Disk {

  private static final long DEVICE = 0x55f3_98a1_0000L;
  private static final long QUEUE = 0x7f7d_2000_0000L;
  private static final long CALLBACK = 0x55f3_9612_4470L;
  private static final long FIRST_REQUEST = 0x7f7c_f000_0000L;
  private static final long REQUEST_BYTES = 0x100;
  private static final long SECTORS = 1L << 26;
  private static final double SIGMA = 0.5;

  /** Share of requests that flush: their start is not traced, only their end. */
  private static final double FLUSHES = 0.03;

  private final Machine machine;
  private final boolean isIde;
  private final double slow;
  private final Distribution usualNs;
  private final Distribution slowNs;
  private final Deque<Request> free = new ArrayDeque<>();
  private int made;

  /** Of all requests that are over and whose start is traced. */
  private long[] latenciesNs = new long[64];

  private int count;

  Disk(Machine machine, DiskPlan plan) {
    this.machine = machine;
    this.isIde = plan.isIde();
    this.slow = plan.slow();
    this.usualNs = Distribution.logNormal(plan.medianNs(), SIGMA);
    this.slowNs = Distribution.logNormal(plan.slowNs(), SIGMA);
  }

  double events() {
    return isIde
        ? machine.count(DMA_BLK_IO) + machine.count(DMA_BLK_CB) + machine.count(DMA_COMPLETE)
        : machine.count(QUEUE_NOTIFY)
            + (machine.count(BLK_HANDLE_READ) + machine.count(BLK_HANDLE_WRITE)) / 2
            + machine.count(BLK_RW_COMPLETE)
            + machine.count(BLK_REQ_COMPLETE);
  }

  void begin(long nowNs) {
    var request = free.isEmpty() ? new Request(made++) : free.pop();
    request.begin(nowNs);
    machine.schedule.add(request);
  }

  BlockIo facts() {
    if (count == 0) {
      return new BlockIo(0, 0, 0, 0);
    }
    long[] sorted = Arrays.copyOf(latenciesNs, count);
    Arrays.sort(sorted);
    int last = count - 1;
    return new BlockIo(count, sorted[last / 2], sorted[(int) (last * 0.99)], sorted[last]);
  }

  private void remember(long latencyNs) {
    if (count == latenciesNs.length) {
      latenciesNs = Arrays.copyOf(latenciesNs, 2 * count);
    }
    latenciesNs[count++] = latencyNs;
  }

  private final class Request implements Actor {

    private final long address;
    private boolean isFlush;
    private long beganNs;
    private long dueNs;

    Request(int number) {
      address = FIRST_REQUEST + number * REQUEST_BYTES;
    }

    void begin(long nowNs) {
      boolean isSlow = machine.random.nextDouble() < slow;
      dueNs = nowNs + (long) (isSlow ? slowNs : usualNs).draw(machine.random);
      isFlush = !isIde && machine.random.nextDouble() < FLUSHES;
      boolean isRead = machine.random.nextBoolean();
      long sector = machine.random.nextLong(SECTORS) & ~7L;
      if (isIde) {
        machine.values().add(address).add(DEVICE).add(sector << 9).add(isRead ? 0 : 1);
        beganNs = machine.event(DMA_BLK_IO, machine.mainThread, nowNs);
        return;
      }
      machine.values().add(DEVICE).add(0).add(QUEUE);
      machine.event(QUEUE_NOTIFY, machine.mainThread, nowNs);
      if (!isFlush) {
        long sectors = 8L << machine.random.nextInt(5);
        machine.values().add(DEVICE).add(address).add(sector).add(sectors);
        var point = isRead ? BLK_HANDLE_READ : BLK_HANDLE_WRITE;
        beganNs = machine.event(point, machine.mainThread, nowNs);
      }
    }

    @Override
    public long dueNs() {
      return dueNs;
    }

    @Override
    public void act(long nowNs) {
      long endNs = isIde ? endIde(nowNs) : endVirtio(nowNs);
      if (!isFlush) {
        remember(endNs - beganNs);
      }
      free.push(this);
    }

    private long endIde(long nowNs) {
      machine.values().add(address).add(0);
      machine.event(DMA_BLK_CB, machine.mainThread, nowNs);
      machine.values().add(address).add(0).add(CALLBACK);
      return machine.event(DMA_COMPLETE, machine.mainThread, nowNs);
    }

    private long endVirtio(long nowNs) {
      if (!isFlush) {
        machine.values().add(DEVICE).add(address).add(0);
        machine.event(BLK_RW_COMPLETE, machine.mainThread, nowNs);
      }
      machine.values().add(DEVICE).add(address).add(0);
      return machine.event(BLK_REQ_COMPLETE, machine.mainThread, nowNs);
    }
  }
}
