package io.qtrace.simulator.guest;

import static io.qtrace.simulator.event.TracePoint.CREATE_VCPU;
import static io.qtrace.simulator.event.TracePoint.FIND_RAM_OFFSET;
import static io.qtrace.simulator.event.TracePoint.INIT_VCPU;
import static io.qtrace.simulator.event.TracePoint.LOAD_FILE;
import static io.qtrace.simulator.event.TracePoint.RAM_ALLOC_SHARED;
import static io.qtrace.simulator.event.TracePoint.RUNSTATE_SET;
import static io.qtrace.simulator.event.TracePoint.SET_USER_MEMORY;
import static io.qtrace.simulator.event.TracePoint.VM_IOCTL;
import static io.qtrace.simulator.event.TracePoint.VM_STATE_NOTIFY;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.simulator.event.TracePoint;
import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.memory.Block;
import io.qtrace.simulator.guest.memory.Mapping;

/** What QEMU does before its guest runs. */
final class Boot {

  private static final long SET_USER_MEMORY_2 = 0x40a0ae49L;
  private static final long SET_MEMORY_ATTRIBUTES = 0x4020aed2L;
  private static final long STACK = 0x559d_4c5b_b460L;
  private static final int GUEST_MEMFD_FLAG = 4;
  private static final int FIRST_VCPU_FD = 60;
  private static final int PRELAUNCH = 6;
  private static final int RUNNING = 9;

  private final Machine machine;
  private long nowNs;

  /**
   * @param nowNs when it begins
   */
  Boot(Machine machine, long nowNs) {
    this.machine = machine;
    this.nowNs = nowNs;
  }

  /** From the process's begin until its guest runs; returns when that is. */
  long start(boolean isConfidential) {
    machine.values().add(text("OVMF.fd")).add(text("/usr/share/ovmf/OVMF.amdsev.fd"));
    event(LOAD_FILE);
    long end = 0;
    for (var block : machine.memory.blocks()) {
      if (end > 0) { // the first has nothing to look for
        machine.values().add(block.size()).add(end);
        event(FIND_RAM_OFFSET);
      }
      end += block.size();
      if (block.fd() >= 0) {
        allocated(block);
      }
    }
    for (var mapping : machine.memory.mappings()) {
      map(mapping, isConfidential);
    }
    for (var vcpu : machine.vcpus) {
      machine.values().add(vcpu.index()).add(vcpu.index()).add(FIRST_VCPU_FD + vcpu.index());
      event(CREATE_VCPU);
    }
    for (var vcpu : machine.vcpus) {
      machine.values().add(vcpu.index()).add(vcpu.index());
      nowNs += 1000;
      machine.event(INIT_VCPU, vcpu.thread(), nowNs);
    }
    machine.values().add(PRELAUNCH).add(text("prelaunch")).add(RUNNING).add(text("running"));
    event(RUNSTATE_SET);
    machine.values().add(1).add(RUNNING).add(text("running"));
    event(VM_STATE_NOTIFY);
    return nowNs;
  }

  private void allocated(Block block) {
    machine
        .values()
        .add(text(block.region()))
        .add(block.size())
        .add(block.size())
        .add(block.fd())
        .add(block.host());
    event(RAM_ALLOC_SHARED);
  }

  void map(Mapping mapping, boolean isConfidential) {
    set(mapping, mapping.size(), isConfidential);
    if (isConfidential && mapping.block().canConvert()) {
      machine.values().add(SET_MEMORY_ATTRIBUTES).add(STACK);
      event(VM_IOCTL);
    }
  }

  void unmap(Mapping mapping, boolean isConfidential) {
    set(mapping, 0, isConfidential);
  }

  private void set(Mapping mapping, long size, boolean isConfidential) {
    var block = mapping.block();
    machine.values().add(SET_USER_MEMORY_2).add(STACK);
    event(VM_IOCTL);
    boolean isGuarded = isConfidential && block.canConvert();
    machine
        .values()
        .add(0)
        .add(mapping.slot())
        .add(isGuarded ? GUEST_MEMFD_FLAG : 0)
        .add(mapping.gpa())
        .add(size)
        .add(block.host() + mapping.offset())
        .add(isGuarded ? block.memfd() : -1)
        .add(isGuarded ? mapping.offset() : 0)
        .add(0);
    event(SET_USER_MEMORY);
  }

  void event(TracePoint point) {
    nowNs += 500 + machine.random.nextInt(3000);
    machine.event(point, machine.mainThread, nowNs);
  }

  long nowNs() {
    return nowNs;
  }

  private static byte[] text(String text) {
    return text.getBytes(US_ASCII);
  }
}
