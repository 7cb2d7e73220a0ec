package io.qtrace.simulator.guest.machine;

import static io.qtrace.simulator.event.TracePoint.CONVERT_MEMORY;
import static io.qtrace.simulator.event.TracePoint.DISCARD_RANGE;
import static io.qtrace.simulator.event.TracePoint.DISCARD_SHARED_RANGE;
import static io.qtrace.simulator.event.TracePoint.MAP_GPA_RANGE;
import static io.qtrace.simulator.event.TracePoint.MEMORY_FAULT;
import static io.qtrace.simulator.event.TracePoint.RUN_EXIT;
import static io.qtrace.simulator.event.TracePoint.STATE_CHANGE;
import static io.qtrace.simulator.event.TracePoint.VCPU_IOCTL;
import static io.qtrace.simulator.event.TracePoint.VM_IOCTL;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.simulator.event.Change;
import io.qtrace.simulator.event.Change.State;
import io.qtrace.simulator.guest.memory.Block;
import io.qtrace.simulator.guest.memory.Mapping;
import io.qtrace.simulator.random.Distribution;
import org.jspecify.annotations.Nullable;

/** A vCPU leaves the guest with a request to convert memory, and KVM and QEMU do it. */
public final class Conversion implements Activity {

  private static final int HYPERCALL = 3;
  private static final int FAULT = 39;
  private static final long SET_MEMORY_ATTRIBUTES = 0x4020aed2L;
  private static final long KVM_RUN = 0xae80L;
  private static final long PRIVATE_ATTRIBUTE = 16;
  private static final long PRIVATE_FAULT = 8;
  private static final int LAST_STEP = 6;
  private static final byte[] TO_SHARED = "private_to_shared".getBytes(US_ASCII);
  private static final byte[] TO_PRIVATE = "shared_to_private".getBytes(US_ASCII);
  private static final byte[] DISCARDED = "discarded".getBytes(US_ASCII);
  private static final byte[] POPULATED = "populated".getBytes(US_ASCII);
  private static final byte[] MIXTURE = "mixture".getBytes(US_ASCII);

  /** What KVM takes for a page, and what it takes per byte: 10 GB/s. */
  private static final Distribution IOCTL_NS = Distribution.logNormal(8_000, 0.6);

  private static final double NS_PER_BYTE = 0.1;

  private final Machine machine;

  /** Null if the request is for what is not RAM. */
  public @Nullable Block block;

  public long gpa;
  public long offset;
  public long size;
  public boolean isToShared;

  /** The guest did not ask; it touched memory that was of the other kind. */
  public boolean isImplicit;

  private boolean isAmbiguous;
  private boolean isAsked;
  private long requestedNs;

  public Conversion(Machine machine) {
    this.machine = machine;
  }

  /** What is converted is RAM. */
  public void place(Mapping mapping, long at, long bytes) {
    block = mapping.block();
    offset = at;
    size = bytes;
    gpa = mapping.gpaOf(at);
  }

  /** How many events are traced of one, on average. */
  public static double events(Machine machine) {
    double discards = (machine.count(DISCARD_RANGE) + machine.count(DISCARD_SHARED_RANGE)) / 2;
    return machine.count(RUN_EXIT)
        + machine.count(MAP_GPA_RANGE)
        + machine.count(CONVERT_MEMORY)
        + machine.count(VM_IOCTL)
        + machine.count(STATE_CHANGE)
        + discards
        + machine.count(VCPU_IOCTL);
  }

  @Override
  public long step(int step, Vcpu vcpu, long nowNs) {
    switch (step) {
      case 0 -> exit(vcpu, nowNs);
      case 1 -> cause(vcpu, nowNs);
      case 2 -> request(vcpu, nowNs);
      case 3 -> ioctl(vcpu, nowNs);
      case 4 -> change(vcpu, nowNs);
      case 5 -> discard(vcpu, nowNs);
      default -> run(vcpu, nowNs);
    }
    return step == LAST_STEP ? DONE : waitNs(step);
  }

  private long waitNs(int step) {
    long shortNs = 300L + machine.random.nextInt(1500);
    if (block != null && step == 3) {
      return shortNs + (long) (IOCTL_NS.draw(machine.random) + size * NS_PER_BYTE);
    }
    return shortNs;
  }

  private void exit(Vcpu vcpu, long nowNs) {
    isAmbiguous = false;
    isAsked = false;
    machine.underWay.add(this);
    machine.values().add(vcpu.index()).add(isImplicit ? FAULT : HYPERCALL);
    machine.event(RUN_EXIT, vcpu.thread(), nowNs);
  }

  private void cause(Vcpu vcpu, long nowNs) {
    if (isImplicit) {
      machine.values().add(gpa).add(size).add(isToShared ? 0 : PRIVATE_FAULT);
      machine.event(MEMORY_FAULT, vcpu.thread(), nowNs);
    } else {
      machine.values().add(gpa).add(size).add(isToShared ? 0 : PRIVATE_ATTRIBUTE).add(0);
      machine.event(MAP_GPA_RANGE, vcpu.thread(), nowNs);
    }
  }

  private void request(Vcpu vcpu, long nowNs) {
    machine.counts.requests++;
    machine.counts.refused += block == null ? 1 : 0;
    isAsked = block != null;
    for (var other : machine.underWay) {
      if (other.isAsked && other.block != block && isLike(other)) {
        other.isAmbiguous = true;
        isAmbiguous = true;
      }
    }
    machine.values().add(gpa).add(size).add(isToShared ? TO_SHARED : TO_PRIVATE);
    requestedNs = machine.event(CONVERT_MEMORY, vcpu.thread(), nowNs);
  }

  /** Whether nothing but the block tells their changes apart. */
  private boolean isLike(Conversion other) {
    return other.offset == offset && other.size == size && other.isToShared == isToShared;
  }

  private void ioctl(Vcpu vcpu, long nowNs) {
    if (block != null) {
      machine.values().add(SET_MEMORY_ATTRIBUTES).add(stack(vcpu));
      machine.event(VM_IOCTL, vcpu.thread(), nowNs);
    }
  }

  private void change(Vcpu vcpu, long nowNs) {
    if (block == null) {
      return;
    }
    isAsked = false;
    machine.counts.ambiguous += isAmbiguous ? 1 : 0;
    var to = isToShared ? State.populated : State.discarded;
    var from = block.convert(offset, size, to);
    var change =
        new Change(
            block.name(),
            offset,
            size,
            from,
            to,
            gpa,
            vcpu.index(),
            vcpu.thread().id(),
            isImplicit ? "implicit" : "explicit",
            machine.counts.conversions++,
            isAmbiguous,
            requestedNs);
    machine.values().add(offset).add(size).add(text(from)).add(text(to));
    machine.stateChange(vcpu.thread(), nowNs, change);
  }

  private static byte[] text(State state) {
    return switch (state) {
      case discarded -> DISCARDED;
      case populated -> POPULATED;
      case mixture -> MIXTURE;
    };
  }

  private void discard(Vcpu vcpu, long nowNs) {
    if (block == null || isToShared || !block.hasDiscards()) {
      return;
    }
    machine
        .values()
        .add(block.encodedName())
        .add(block.host() + offset)
        .add(size)
        .add(1)
        .add(block.fd() >= 0 ? 1 : 0)
        .add(0);
    boolean isOld = machine.traces(DISCARD_RANGE);
    machine.event(isOld ? DISCARD_RANGE : DISCARD_SHARED_RANGE, vcpu.thread(), nowNs);
  }

  private void run(Vcpu vcpu, long nowNs) {
    machine.underWay.remove(this);
    machine.values().add(vcpu.index()).add(KVM_RUN).add(0);
    machine.event(VCPU_IOCTL, vcpu.thread(), nowNs);
  }

  /** Where the thread has what it passes to the kernel. */
  private static long stack(Vcpu vcpu) {
    return 0x7f7d_29ff_e690L - ((long) vcpu.index() << 23);
  }

  public boolean overlaps(Block other, long from, long bytes) {
    return other == block && from < offset + size && offset < from + bytes;
  }

  /** Whether it will still change memory. */
  public boolean isBeforeItsChange() {
    return block != null && isAsked;
  }
}
