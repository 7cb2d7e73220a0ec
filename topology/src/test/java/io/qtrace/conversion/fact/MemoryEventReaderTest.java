package io.qtrace.conversion.fact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.testing.SimpleTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MemoryEventReaderTest {

  private static final long SLOT = 1;
  private static final long CHANGE = 2;
  private static final long DISCARD = 3;
  private static final long OTHER = 4;

  private static List<String> read(Definitions definitions, SimpleTrace trace) {
    var bytes = trace.toBytes();
    return read(
        definitions,
        handler -> new SimpleReader(definitions).read(bytes, 0, bytes.length, true, handler));
  }

  private static List<String> read(Definitions definitions, Consumer<RawRecordHandler> trace) {
    var said = new ArrayList<String>();
    var reader = new MemoryEventReader(definitions);
    var to = new SpokenEvents(said::add);
    trace.accept(new EachEvent(event -> reader.read(event, event.timestampNs, event.from, to)));
    return said;
  }

  private static List<String> readLog(Definitions definitions, String lines) {
    var bytes = lines.getBytes(UTF_8);
    return read(
        definitions,
        handler -> new LogReader(definitions).read(bytes, 0, bytes.length, true, handler));
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }

  private static SimpleTrace trace() {
    return new SimpleTrace()
        .header()
        .mapping(SLOT, "kvm_set_user_memory")
        .mapping(CHANGE, "ram_block_attributes_state_change")
        .mapping(DISCARD, "ram_block_discard_range")
        .mapping(OTHER, "vm_stop_flush_all");
  }

  @Test
  void picksTheEventsAboutMemory() {
    var log =
        """
        qemu_ram_alloc_shared pc.ram size 8192 max_size 8192 fd 5 host 0x7f0000000000
        kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0x100000000 size=0x2000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x1000 ret=0
        kvm_set_user_memory AddrSpace#0 Slot#4 flags=0x0 gpa=0xf0000000 size=0x1000 ua=0x7f1000000000 guest_memfd=-1 guest_memfd_offset=0x0 ret=0
        kvm_set_user_memory AddrSpace#1 Slot#3 flags=0x4 gpa=0x0 size=0x2000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0
        kvm_set_user_memory AddrSpace#0 Slot#5 flags=0x4 gpa=0x0 size=0x2000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=-22
        kvm_run_exit cpu_index 2, reason 3
        kvm_run_exit cpu_index 3, reason 39
        kvm_run_exit cpu_index 4, reason 2
        kvm_hc_map_gpa_range gpa 0x1000 size 0x1000 attributes 0x10 flags 0x0
        kvm_memory_fault start 0x2000 size 0x1000 flags 0x8
        kvm_convert_memory start 0x1000 size 0x1000 shared_to_private
        kvm_convert_memory start 0x2000 size 0x1000 private_to_shared
        kvm_convert_memory start 0x2000 size 0x1000 sideways
        ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'populated' to 'discarded'
        ram_block_attributes_state_change offset 0x2000 size 0x1000 from 'mixture' to 'populated'
        ram_block_attributes_state_change offset 0x2000 size 0x1000 from 'populated' to 'mixture'
        ram_block_attributes_state_change offset 0x2000 size 0x1000 from 'good' to 'bad'
        ram_block_discard_range pc.ram@0x7f0000001000 + 0x1000: madvise: 1 fallocate: 0 ret: 0
        ram_block_discard_range pc.ram@0x7f0000002000 + 0x1000: madvise: 1 fallocate: 0 ret: -12
        vm_state_notify running 1 reason 9 (running)
        vm_state_notify running 0 reason 4 (paused)
        vm_stop_flush_all ret 0
        """;

    assertThat(readLog(Definitions.system(), log))
        .containsExactly(
            "allocated pc.ram 2000 7f0000000000",
            "slot 3 100000000 2000 7f0000000000 9 1000",
            "slot 4 f0000000 1000 7f1000000000 -1 0",
            "exited 2 true",
            "exited 3 true",
            "exited 4 false",
            "caused EXPLICIT 1000 1000 -1",
            "caused IMPLICIT 2000 1000 -1",
            "requested -9223372036854775808 1000 1000 PRIVATE -1",
            "requested -9223372036854775808 2000 1000 SHARED -1",
            "changed 0 %d 1000 1000 SHARED PRIVATE -1".formatted(log.indexOf("ram_block_attr")),
            "changed 0 %d 2000 1000 MIXTURE SHARED -1"
                .formatted(log.indexOf("ram_block_attributes_state_change offset 0x2000")),
            "discarded pc.ram 7f0000001000 1000 -1",
            "discarded pc.ram 7f0000002000 1000 -1",
            "then -9223372036854775808 -12",
            "continues 0",
            "stops 0");
  }

  @Test
  void findsArgumentsThatMovedBetweenVersions() {
    var definitions =
        definitions(
            """
            ram_block_attributes_state_change(const char *why, const char *to, uint64_t size, const char *from, uint64_t offset) "%s %s %"PRIu64" %s %"PRIu64
            ram_block_discard_range(size_t length, const char *rbname, int more, void *hva) "%zu %s %d %p"
            """);

    var events =
        read(
            definitions,
            trace()
                .event(CHANGE, 7, "because", "populated", 0x3000, "discarded", 0x5000)
                .event(DISCARD, 8, 0x1000, "pc.ram", -1, 0x7f00_0000_1000L));

    assertThat(events).hasSize(2).last().isEqualTo("discarded pc.ram 7f0000001000 1000 -1");
    assertThat(events.get(0)).startsWith("changed 7 ").endsWith(" 5000 3000 PRIVATE SHARED -1");
  }

  @Test
  void passesOverEventsOfVersionsWithoutTheArguments() {
    // QEMU 7.2 has kvm_set_user_memory without guest_memfd.
    var definitions =
        definitions(
            """
            kvm_set_user_memory(uint32_t slot, uint32_t flags, uint64_t guest_phys_addr, uint64_t memory_size, uint64_t userspace_addr, int ret) "Slot#%d flags=0x%x gpa=0x%"PRIx64 " size=0x%"PRIx64 " ua=0x%"PRIx64 " ret=%d"
            vm_stop_flush_all(int ret) "%d"
            """);
    var reader = new MemoryEventReader(definitions);

    assertThat(reader.reads(0)).isFalse();
    assertThat(reader.reads(1)).isFalse();
    assertThat(read(definitions, trace().event(SLOT, 1, 0, 0, 0, 0x1000, 0, 0).event(OTHER, 2, 1)))
        .isEmpty();
  }

  @Test
  void knowsWhatTheBuiltInDefinitionsHave() {
    assertThat(new MemoryEventReader(Definitions.system()).missing()).isEmpty();
  }

  @Test
  void tellsWhichEventsTheDefinitionsLack() {
    var changes =
        """
        ram_block_attributes_state_change(uint64_t offset, uint64_t size, const char *from, const char *to) "%"PRIu64" %"PRIu64" %s %s"
        """;
    var discards =
        """
        ram_block_discard_shared_range(const char *rbname, void *hva, size_t length) "%s %p %zu"
        """;
    var slotsWithoutMemfd =
        """
        kvm_set_user_memory(uint32_t slot, uint32_t flags) "Slot#%d flags=0x%x"
        """;

    assertThat(new MemoryEventReader(definitions(changes)).missing())
        .containsExactly(
            "kvm_convert_memory", "kvm_set_user_memory", "kvm_run_exit", "ram_block_discard_*");
    assertThat(new MemoryEventReader(definitions(changes + discards + slotsWithoutMemfd)).missing())
        .containsExactly("kvm_convert_memory", "kvm_set_user_memory", "kvm_run_exit");
    assertThat(new MemoryEventReader(definitions(discards)).missing())
        .as("of a QEMU that converts nothing")
        .isEmpty();
  }

  @Test
  void readsNamesThatAreNoText() {
    var definitions =
        definitions(
            "ram_block_discard_range(const char *rbname, void *hva, size_t length) \"%s %p"
                + " %zu\"\n");

    assertThat(
            read(
                definitions,
                trace().event(DISCARD, 1, "", 1, 2).event(DISCARD, 1, "\ufffd/vmem0", 1, 2)))
        .containsExactly("discarded  1 2 -1", "discarded \ufffd/vmem0 1 2 -1");
  }

  @Test
  void tellsHowFarTheTraceHasComeOnceTheNextTimeConfirmsIt() {
    var said = new ArrayList<String>();
    var definitions = Definitions.system();
    var feed = new MemoryEventFeed(new MemoryEventReader(definitions));
    feed.to(new SpokenEvents(said::add));
    var change = List.<Object>of(0x5000, 0x1000, "discarded", "populated").toArray();
    var trace =
        trace()
            .event(OTHER, 100, 1)
            .event(OTHER, Long.MAX_VALUE, 1)
            .event(CHANGE, 300, change)
            .event(OTHER, 200, 1)
            .event(OTHER, 400, 1);
    var bytes = trace.toBytes();

    new SimpleReader(definitions)
        .read(
            bytes,
            0,
            bytes.length,
            true,
            new EachEvent(event -> feed.event(event, event.timestampNs, 0)));
    feed.lost(3);
    feed.rejected(Rejection.UNKNOWN_EVENT, 100);
    feed.rejected(Rejection.MISMATCH, 100);
    feed.rejected(Rejection.DAMAGED, 100);
    feed.report();

    assertThat(said)
        .containsExactly(
            "progress 300 154",
            "process 4711",
            "changed 300 0 5000 1000 PRIVATE SHARED -1",
            "progress 300 80",
            "lost 3",
            "progress 300 0",
            "lost 1",
            "progress 300 0",
            "lost 3",
            "progress 300 0");
  }

  /** Events only. */
  private record EachEvent(Consumer<RawEvent> to) implements RawRecordHandler {
    @Override
    public void event(RawEvent event) {
      to.accept(event);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      throw new AssertionError(reason + ": " + detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
