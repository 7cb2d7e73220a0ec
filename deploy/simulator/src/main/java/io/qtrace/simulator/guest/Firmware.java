package io.qtrace.simulator.guest;

import io.qtrace.simulator.guest.machine.Conversion;
import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.memory.Mapping;
import io.qtrace.simulator.guest.memory.Memory;
import io.qtrace.simulator.guest.time.Actor;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The firmware accepts memory, most of which is private already, and asks for what is not RAM; then
 * the kernel shares its bounce buffers. All of it on the first vCPU.
 */
final class Firmware implements Actor {

  private static final long[] FIRST_RANGES = {0, 0xa_0000, 0xc_0000, 0x10_0000, 0x20_0000};
  private static final long SMALL_BYTES = 2 * Memory.MIB;
  private static final long SMALL_END = 128 * Memory.MIB;
  private static final long LARGE_BYTES = 256 * Memory.MIB;
  private static final int MOST_LARGE = 64;
  private static final double BOUNCE_BUFFERS = 0.06;
  private static final int BOUNCE_STEPS = 4;
  private static final long IO_APIC = 0xfec0_0000L;
  private static final long PCI_WINDOW = 0xe000_0000L;
  private static final long WAIT_NS = 5_000;

  /**
   * A request.
   *
   * @param mapping null if it is for what is not RAM
   */
  private record Step(@Nullable Mapping mapping, long at, long size, boolean isToShared) {}

  private final Machine machine;
  private final Conversion conversion;
  private final Deque<Step> steps = new ArrayDeque<>();
  private long dueNs;

  Firmware(Machine machine, long fromNs) {
    this.machine = machine;
    this.conversion = new Conversion(machine);
    this.dueNs = fromNs;
    var mappings = machine.memory.mappings();
    var low = mappings.get(0);
    for (int i = 0; i + 1 < FIRST_RANGES.length; i++) {
      if (i != 1) { // the hole of the VGA card
        accept(low, FIRST_RANGES[i], FIRST_RANGES[i + 1]);
      }
    }
    mappings.stream()
        .filter(mapping -> mapping.block().canConvert() && !isFirmware(mapping))
        .forEach(mapping -> acceptAll(mapping, mapping.equals(low) ? SMALL_BYTES : 0));
    steps.add(new Step(null, IO_APIC, 4096, true));
    steps.add(new Step(null, PCI_WINDOW, 0xec0_0000L, true));
    shareBounceBuffers(low);
  }

  private static boolean isFirmware(Mapping mapping) {
    return mapping.block().name().equals("pc.bios");
  }

  /** Of the first block, where it begins at 0. */
  private void accept(Mapping low, long from, long to) {
    steps.add(new Step(low, from, to - from, false));
  }

  private void acceptAll(Mapping mapping, long from) {
    long end = mapping.offset() + mapping.size();
    long at = mapping.offset() + from;
    long large = Math.max(LARGE_BYTES, mapping.size() / MOST_LARGE & -SMALL_BYTES);
    while (at < end) {
      long size = at < SMALL_END ? SMALL_BYTES : large;
      steps.add(new Step(mapping, at, Math.min(size, end - at), false));
      at += size;
    }
  }

  private void shareBounceBuffers(Mapping low) {
    long wanted = (long) (low.block().size() * BOUNCE_BUFFERS);
    long bytes = Math.min(Memory.GIB, Math.max(64 * Memory.MIB, wanted));
    long step = Math.min(bytes, low.size() / 2) / BOUNCE_STEPS & -SMALL_BYTES;
    for (int i = BOUNCE_STEPS; i > 0; i--) {
      steps.add(new Step(low, low.size() - i * step, step, true));
    }
  }

  @Override
  public long dueNs() {
    return dueNs;
  }

  @Override
  public void act(long nowNs) {
    var vcpu = machine.vcpus.get(0);
    if (vcpu.isIdle() && !machine.isHeld()) {
      var step = steps.pop();
      conversion.isImplicit = false;
      if (step.mapping == null) {
        conversion.block = null;
        conversion.gpa = step.at;
        conversion.size = step.size;
      } else {
        conversion.place(step.mapping, step.at, step.size);
      }
      conversion.isToShared = step.isToShared;
      vcpu.begin(conversion, nowNs);
    }
    if (!steps.isEmpty()) {
      dueNs = nowNs + WAIT_NS;
      machine.schedule.add(this);
    }
  }
}
