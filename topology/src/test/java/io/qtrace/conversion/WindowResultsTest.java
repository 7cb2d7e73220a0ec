package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.window.WindowSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What windows say of themselves: which they are, and what their numbers lack. */
class WindowResultsTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** So that the window before is closed. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CollectedResults results = new CollectedResults();

  private VmConversions vm(String windows) {
    var settings = new VmConversions.Settings(WindowSpec.parseAll(windows), Duration.ofSeconds(5));
    return new VmConversions("vm-7", "host-1", settings, results);
  }

  /** All is known of it from its start. */
  private static Guest guest(VmConversions vm) {
    return new Guest(GuestMemory.plain(), vm).boots().allocates("pc.ram").allocates("pc.bios");
  }

  @Test
  void sayWhichTheyAre() {
    guest(vm("10s,1m/20s")).converts(0, "pc.ram", 0x1000, SHARED).fallsSilent();

    assertThat(results.blocks)
        .extracting(RamBlockConversions::getWindow)
        .containsExactly("10s", "1m/20s", "1m/20s", "1m/20s");
    assertThat(results.vms)
        .extracting(ConversionRollup::getWindow)
        .containsExactly("10s", "1m/20s", "1m/20s", "1m/20s");
  }

  @Test
  void areNotCompleteWhileAConversionOfTheVmHasNoBlock() {
    guest(vm("10s"))
        .converts(0, "pc.ram", 0x1000, SHARED)
        .changes(0x3000, SHARED)
        .changes(0x4000, SHARED)
        .converts(0, "pc.bios", 0x1000, SHARED)
        .waits(TEN_SECONDS)
        .converts(0, "pc.ram", 0x2000, SHARED)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(
            RamBlockConversions::getBlock,
            RamBlockConversions::getCount,
            RamBlockConversions::getUnattributed,
            RamBlockConversions::getDroppedEvents,
            RamBlockConversions::getComplete)
        .containsExactly(
            tuple("pc.bios", 1L, 2L, 0L, false),
            tuple("pc.ram", 1L, 2L, 0L, false),
            tuple("pc.ram", 1L, 0L, 0L, true));
    assertThat(results.vms)
        .extracting(
            ConversionRollup::getCount,
            ConversionRollup::getUnattributed,
            ConversionRollup::getComplete)
        .containsExactly(tuple(4L, 2L, false), tuple(1L, 0L, true));
  }

  @Test
  void lackNothingOfAGuestWhoseTraceHasAll() {
    guest(vm("10s")).converts(0, "pc.ram", 0x1000, SHARED).changes(0x3000, SHARED).fallsSilent();

    assertThat(results.blocks)
        .extracting(RamBlockConversions::getMissingEvents)
        .containsExactly("");
    assertThat(results.vms).extracting(ConversionRollup::getMissingEvents).containsExactly("");
  }

  @Test
  void nameWhatTheTraceNeverHad() {
    var vm = vm("10s");
    new Guest(GuestMemory.plain(), vm)
        .changes(0x3000, SHARED)
        .changes(0x3000, PRIVATE)
        .fallsSilent();

    assertThat(results.vms)
        .extracting(ConversionRollup::getMissingEvents)
        .containsExactly("kvm_convert_memory,kvm_run_exit,kvm_set_user_memory,ram_block_discard_*");
  }

  @Test
  void nameWhatWasMissingUntilItCame() {
    var guest = new Guest(GuestMemory.numa(), vm("10s")).changes(0x3000, SHARED);
    guest.waits(LONG).exits(0).boots().converts(0, "ram-node1", 0x1000, SHARED);
    guest.changes(0x3000, SHARED).waits(LONG);
    guest.converts(0, "ram-node1", 0x1000, PRIVATE).fallsSilent();

    assertThat(results.vms)
        .extracting(ConversionRollup::getUnattributed, ConversionRollup::getMissingEvents)
        .containsExactly(
            tuple(1L, "kvm_convert_memory,kvm_run_exit,kvm_set_user_memory"),
            tuple(2L, ""),
            tuple(0L, ""));
  }

  /** Nothing more is needed where requests and slots settle all. */
  @Test
  void lackNeitherExitsNorDiscardsWhereAllIsSettled() {
    guest(vm("10s"))
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED)
        .requests("pc.ram", 0x1000, PRIVATE)
        .changes(0x1000, PRIVATE)
        .fallsSilent();

    assertThat(results.vms)
        .extracting(ConversionRollup::getUnattributed, ConversionRollup::getMissingEvents)
        .containsExactly(tuple(0L, ""));
  }

  @Test
  void lackDiscardsWhereABlockHasNoName() {
    new Guest(GuestMemory.plain(), vm("10s"))
        .boots()
        .requests("pc.ram", 0x1000, PRIVATE)
        .changes(0x1000, PRIVATE)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(RamBlockConversions::getBlock, RamBlockConversions::getMissingEvents)
        .containsExactly(tuple("guest_memfd=11", "ram_block_discard_*"));
  }

  /** Where memory lies is known, so no slots are missing. */
  @Test
  void lackNoSlotsWhereQemuToldItsLayout() {
    new Guest(GuestMemory.plain(), vm("10s"))
        .exits(0)
        .tells(GuestMemory.plain().layout(4711))
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED)
        .fallsSilent();

    assertThat(results.blocks)
        .extracting(RamBlockConversions::getBlock, RamBlockConversions::getMissingEvents)
        .containsExactly(tuple("pc.ram", ""));
  }

  @Test
  void lackNothingIfOnlyALossIsInThem() {
    guest(vm("10s")).waits(TEN_SECONDS).idles(1 << 20).loses(7).fallsSilent();

    assertThat(results.vms)
        .extracting(ConversionRollup::getDroppedEvents, ConversionRollup::getMissingEvents)
        .containsExactly(tuple(7L, ""));
  }

  /** The same whatever restarts lie between. */
  @Test
  void sayTheSameAfterARestart() throws IOException {
    var before = vm("10s");
    var guest = new Guest(GuestMemory.plain(), before).exits(0).requests("pc.ram", 0x1000, SHARED);
    guest.changes(0x1000, SHARED);
    var bytes = new ByteArrayOutputStream();
    before.encode(new DataOutputStream(bytes));
    var after = vm("10s");
    after.decode(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    before.silence();
    after.silence();

    assertThat(results.vms)
        .extracting(ConversionRollup::getMissingEvents)
        .containsExactly("kvm_set_user_memory", "kvm_set_user_memory");
  }
}
