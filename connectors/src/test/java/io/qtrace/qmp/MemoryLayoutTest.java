package io.qtrace.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The tables of QEMU's monitor. */
class MemoryLayoutTest {

  private static final OptionalLong NOWHERE = OptionalLong.empty();

  @Test
  void readsBlocksOfQemu7() {
    var table =
        """
                      Block Name    PSize              Offset               Used              Total
                            mem0    4 KiB  0x0000000000000000 0x0000000010000000 0x0000000010000000
            /rom@etc/acpi/tables    4 KiB  0x0000000014080000 0x0000000000020000 0x0000000000200000
        """
            .replace("\n", "\r\n");
    assertThat(RamBlock.parse(table))
        .containsExactly(
            new RamBlock("mem0", 256 << 20, 256 << 20, NOWHERE),
            new RamBlock("/rom@etc/acpi/tables", 128 << 10, 2 << 20, NOWHERE));
  }

  @Test
  void readsBlocksOfQemu10() {
    var table =
        """
              Block Name    PSize              Offset               Used              Total                HVA  RO
                   ram 0    2 MiB  0x0000000000000000 0x0000000400000000 0x0000000400000000 0x00007f12ebe00000  rw
                 pc.bios    4 KiB  0x0000000400000000 0x0000000000040000 0x0000000000040000 0xfffff12ebe000000  ro
        """;
    assertThat(RamBlock.parse(table))
        .containsExactly(
            new RamBlock("ram 0", 16L << 30, 16L << 30, OptionalLong.of(0x7f12ebe00000L)),
            new RamBlock("pc.bios", 256 << 10, 256 << 10, OptionalLong.of(0xfffff12ebe000000L)));
  }

  @Test
  void readsWhatVcpusSee() {
    var views =
        """
        FlatView #0
         AS "I/O", root: io
         Root memory region: io
          0000000000000000-0000000000000fff (prio 0, ram): mem1

        FlatView #1
         AS "cpu-memory-0", root: system
         AS "memory", root: system
         Root memory region: system
          0000000000000000-00000000000bffff (prio 0, ram): mem0 KVM
          00000000000c0000-00000000000dffff (prio 1, rom): pc.rom KVM KVM
          0000000000100000-000000000fffffff (prio 0, nv-ram): mem0 @0000000000100000 KVM
          00000000fec00000-00000000fec00fff (prio 0, i/o): ioapic
          00000000fed00000-00000000fed00fff (prio 0, ram): unknown
          00000000fee00000-00000000fee00fff (prio 0, ram): mem1 @000000000ffff001
          0000000100000000-000000013fffffff (prio -3, ram): vmem0 @0000000000000000

        FlatView #2
         AS "bus", root: bus
         Root memory region: (none)
          No rendered FlatView

        """;
    var blocks =
        List.of(
            block("mem0", 256 << 20),
            block("mem1", 256 << 20),
            block("pc.rom", 128 << 10),
            block("0000:00:05.0/vmem0", 1 << 30));
    assertThat(MappedRange.parse(views, blocks))
        .containsExactly(
            new MappedRange(0, 0xc0000, "mem0", 0),
            new MappedRange(0xc0000, 0x20000, "pc.rom", 0),
            new MappedRange(0x100000, 0xff00000, "mem0", 0x100000),
            new MappedRange(0x100000000L, 0x40000000, "0000:00:05.0/vmem0", 0));
  }

  /** Memory regions of two devices may have one name. */
  @Test
  void leavesOutWhatMayBeOfTwoBlocks() {
    var views =
        """
        FlatView #0
         AS "memory", root: system
          0000000000000000-0000000000000fff (prio 0, ram): vga.vram
        """;
    var blocks =
        List.of(block("0000:00:01.0/vga.vram", 4096), block("0000:00:02.0/vga.vram", 4096));
    assertThat(MappedRange.parse(views, blocks)).isEmpty();
    assertThat(MappedRange.parse(views, blocks.subList(0, 1))).hasSize(1);
  }

  @Test
  void makesNothingOfOtherText() {
    assertThat(RamBlock.parse("")).isEmpty();
    assertThat(RamBlock.parse("unknown command\n0x1 4 KiB")).isEmpty();
    assertThat(MappedRange.parse("unknown command", List.of())).isEmpty();
  }

  private static RamBlock block(String name, long size) {
    return new RamBlock(name, size, size, NOWHERE);
  }
}
