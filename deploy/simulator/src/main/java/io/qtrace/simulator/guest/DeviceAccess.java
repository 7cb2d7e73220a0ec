package io.qtrace.simulator.guest;

import static io.qtrace.simulator.event.TracePoint.REGION_READ;
import static io.qtrace.simulator.event.TracePoint.REGION_WRITE;
import static io.qtrace.simulator.event.TracePoint.RUN_EXIT;
import static io.qtrace.simulator.event.TracePoint.VCPU_IOCTL;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.simulator.guest.machine.Activity;
import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.machine.Vcpu;

/** A vCPU leaves the guest to read or write a register of a device. */
final class DeviceAccess implements Activity {

  private static final int PORT_EXIT = 2;
  private static final int MEMORY_EXIT = 6;
  private static final long KVM_RUN = 0xae80L;
  private static final int LAST_STEP = 2;

  /** As QEMU names a region, and where it lies. */
  private static final class Region {
    private final byte[] name;
    private final long address;
    private final long object;
    private final boolean isPort;

    Region(String name, long address, int number, boolean isPort) {
      this.name = name.getBytes(US_ASCII);
      this.address = address;
      this.object = 0x55f3_982e_4000L + number * 0x110L;
      this.isPort = isPort;
    }
  }

  private static final Region[] REGIONS = {
    new Region("kvm-ioapic", 0xfec0_0000L, 0, false),
    new Region("hpet", 0xfed0_0000L, 1, false),
    new Region("apic-msi", 0xfee0_0000L, 2, false),
    new Region("pci-conf-data", 0xcfc, 3, true),
    new Region("pci-conf-idx", 0xcf8, 4, true),
    new Region("pcspk", 0x61, 5, true),
    new Region("pit", 0x40, 6, true),
    new Region("rtc", 0x70, 7, true),
    new Region("serial", 0x3f8, 8, true),
    new Region("fwcfg.dma", 0x514, 9, true),
    new Region("virtio-pci-common-virtio-blk", 0xfe00_0000L, 10, false),
    new Region("acpi-tmr", 0x608, 11, true)
  };

  /** How many registers a region has, about. */
  private static final int REGISTERS = 4;

  private final Machine machine;
  private Region region = REGIONS[0];

  DeviceAccess(Machine machine) {
    this.machine = machine;
  }

  static double events(Machine machine) {
    return machine.count(RUN_EXIT)
        + (machine.count(REGION_READ) + machine.count(REGION_WRITE)) / 2
        + machine.count(VCPU_IOCTL);
  }

  @Override
  public long step(int step, Vcpu vcpu, long nowNs) {
    switch (step) {
      case 0 -> exit(vcpu, nowNs);
      case 1 -> access(vcpu, nowNs);
      default -> {
        machine.values().add(vcpu.index()).add(KVM_RUN).add(0);
        machine.event(VCPU_IOCTL, vcpu.thread(), nowNs);
      }
    }
    return step == LAST_STEP ? DONE : 300 + machine.random.nextInt(2500);
  }

  private void exit(Vcpu vcpu, long nowNs) {
    region = REGIONS[rank()];
    machine.values().add(vcpu.index()).add(region.isPort ? PORT_EXIT : MEMORY_EXIT);
    machine.event(RUN_EXIT, vcpu.thread(), nowNs);
  }

  /** A region's rank: the first is used most, each further one about half as often. */
  private int rank() {
    int rank = Long.numberOfTrailingZeros(machine.random.nextLong());
    return Math.min(rank, REGIONS.length - 1);
  }

  private void access(Vcpu vcpu, long nowNs) {
    int size = 1 << machine.random.nextInt(region.isPort ? 3 : 4);
    long value = machine.random.nextLong() >>> (64 - 8 * size);
    machine
        .values()
        .add(vcpu.index())
        .add(region.object)
        .add(region.address + machine.random.nextInt(REGISTERS) * (long) size)
        .add(value)
        .add(size)
        .add(region.name);
    boolean isRead = machine.random.nextBoolean();
    machine.event(isRead ? REGION_READ : REGION_WRITE, vcpu.thread(), nowNs);
  }
}
