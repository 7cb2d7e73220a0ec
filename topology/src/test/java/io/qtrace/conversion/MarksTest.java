package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.ConversionRollup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What happens to the VM as a whole. */
class MarksTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm("10s");

  /** Seconds since noon at which each window with marks begins, and its marks. */
  private List<String> marks() {
    vm.silence();
    return results.vms.stream().map(MarksTest::marks).filter(text -> !text.endsWith("{}")).toList();
  }

  private static String marks(ConversionRollup window) {
    var all = new TreeMap<String, Long>();
    all.put("restarts", window.getRestarts());
    all.put("resets", window.getResets());
    all.put("stops", window.getStops());
    all.put("continues", window.getContinues());
    all.values().removeIf(count -> count == 0);
    return window.getWindowStart().getEpochSecond() - Guest.NOON.getEpochSecond() + " " + all;
  }

  /** Long after the last event, so in the window in which the new one does something. */
  @Test
  void areARestart() {
    Guest.plain(vm).converts(0, "pc.ram", 0x1000, SHARED);
    vm.silence();
    new Guest(GuestMemory.plain(), vm)
        .process(4712)
        .waits(MINUTE)
        .boots()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .converts(0, "pc.ram", 0x2000, SHARED);

    assertThat(marks()).containsExactly("60 {restarts=1}");
  }

  @Test
  void areNoRestartWhenTheFirstPidComes() {
    Guest.plain(vm).converts(0, "pc.ram", 0x1000, SHARED);

    assertThat(marks()).isEmpty();
  }

  /** QEMU 11 says it, and slots go and come back: that is one reset. */
  @Test
  void areAReset() {
    Guest.plain(vm)
        .converts(0, "pc.ram", 0x1000, SHARED)
        .waits(MINUTE)
        .resets()
        .unmaps(0)
        .unmaps(1)
        .boots()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .converts(0, "pc.ram", 0x2000, SHARED);

    assertThat(marks()).containsExactly("60 {resets=1}");
  }

  /** A window in which nothing else is has a result for it. */
  @Test
  void areStopsAndContinues() {
    Guest.plain(vm)
        .continues()
        .converts(0, "pc.ram", 0x1000, SHARED)
        .waits(MINUTE)
        .stops()
        .stops()
        .waits(MINUTE)
        .continues();

    assertThat(marks()).containsExactly("60 {stops=1}", "120 {continues=1}");
    assertThat(results.vms).extracting(ConversionRollup::getCount).containsExactly(1L, 0L, 0L);
  }

  @Test
  void areNoneOfAVmThatConvertsNothing() {
    Guest.plain(vm).stops().waits(MINUTE).continues();

    assertThat(marks()).isEmpty();
    assertThat(results.vms).isEmpty();
  }

  @Test
  void areTheSameAfterARestartOfTheStage() throws IOException {
    var guest = Guest.plain(vm).converts(0, "pc.ram", 0x1000, SHARED).stops();
    guest.process(4712).boots();
    var bytes = new ByteArrayOutputStream();
    vm.encode(new DataOutputStream(bytes));
    var after = new CollectedResults();
    var restarted = after.ofVm("10s");
    restarted.decode(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    new Guest(GuestMemory.plain(), restarted)
        .process(4712)
        .waits(MINUTE)
        .converts(0, "pc.ram", 0x1000, SHARED);
    restarted.silence();

    assertThat(after.vms.stream().map(MarksTest::marks))
        .containsExactly("0 {stops=1}", "60 {restarts=1}");
  }
}
