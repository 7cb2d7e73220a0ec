package io.qtrace.topology;

import io.qtrace.raw.RawHeaders;
import java.util.Map;

/** Lines of a VM's log, seconds behind noon. */
final class GuestLog {

  private final StringBuilder lines = new StringBuilder();

  GuestLog line(double second, String event) {
    var time = DecodeDriver.NOON.plusNanos((long) (second * 1e9));
    lines.append(time).append(' ').append(event).append('\n');
    return this;
  }

  GuestLog boots() {
    return line(
            0,
            "kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x40000000"
                + " ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0")
        .line(
            0,
            "qemu_ram_alloc_shared pc.ram size 1073741824 max_size 1073741824 fd 5 host"
                + " 0x7f0000000000");
  }

  GuestLog shares(double second, int page) {
    var range = "0x%x size 0x1000".formatted(page << 12);
    return line(second, "kvm_run_exit cpu_index 0, reason 3")
        .line(second, "kvm_convert_memory start " + range + " private_to_shared")
        .line(
            second,
            "ram_block_attributes_state_change offset "
                + range
                + " from 'discarded' to 'populated'");
  }

  /** Something else, which says how far the trace has come. */
  GuestLog goesOn(double second) {
    return line(second, "kvm_run_exit cpu_index 0, reason 2")
        .line(second, "kvm_run_exit cpu_index 0, reason 2");
  }

  Raw of(String vm) {
    return Raw.log(vm, lines.toString()).with(RawHeaders.HOST, "host-1").from("log;offset=0");
  }

  /** A guest whose memory no event names, as with hugetlb. */
  static GuestLog nameless() {
    return new GuestLog()
        .line(
            0,
            "kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x40000000"
                + " ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0");
  }

  /** A change without the request that QEMU would have traced. */
  static Raw changes(String vm, double second) {
    return new GuestLog()
        .line(
            second,
            "ram_block_attributes_state_change offset 0x1000 size 0x1000"
                + " from 'discarded' to 'populated'")
        .of(vm);
  }

  /** Nothing happened until then. */
  static Raw heartbeat(String vm, double second) {
    long ns = DecodeDriver.NOON.getEpochSecond() * 1_000_000_000L + (long) (second * 1e9);
    return new Raw(vm, new byte[0], Map.of())
        .with(RawHeaders.HOST, "host-1")
        .with(RawHeaders.HEARTBEAT_NS, Long.toString(ns));
  }
}
