package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.Conversion;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What QEMU itself says of a VM's memory, beside its trace. */
@Tag("slow")
class LayoutTopologyTest {

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  private static final String LAYOUT =
      """
      {"pid":null,
       "blocks":[{"name":"mem0","size":1073741824,"maxSize":1073741824,"address":"0x7f0000000000"}],
       "ranges":[{"gpa":"0x0","size":1073741824,"block":"mem0","offset":0}]}
      """;

  @Test
  void takesNamesFromTheLayoutWhetherItComesBeforeTheTraceOrBehind() {
    driver.tell("vm-7", LAYOUT);
    driver.send(GuestLog.nameless().shares(1, 5).of("vm-7"));
    driver.send(GuestLog.nameless().shares(1, 5).of("vm-8"));
    driver.tell("vm-8", LAYOUT);
    driver.send(new GuestLog().shares(2, 6).of("vm-8"));

    assertThat(driver.conversions())
        .extracting(Conversion::getVm, Conversion::getBlock, Conversion::getRule)
        .containsExactly(
            tuple("vm-7", "mem0", "map"), tuple("vm-8", null, "map"), tuple("vm-8", "mem0", "map"));
  }

  @Test
  void keepsALayoutThroughARestart() {
    driver.tell("vm-7", LAYOUT);
    driver.tell("vm-8", LAYOUT);
    driver.send(GuestLog.nameless().of("vm-8"));

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.send(GuestLog.nameless().shares(1, 5).of("vm-7"));
      next.send(new GuestLog().shares(1, 5).of("vm-8"));
      assertThat(next.conversions())
          .extracting(Conversion::getBlock)
          .containsOnly("mem0")
          .hasSize(2);
    }
  }

  @Test
  void leavesOutALayoutThatIsWithdrawnOrWrong() {
    driver.tell("vm-7", LAYOUT);
    driver.tell("vm-7", null);
    driver.tell("vm-8", "{}");
    driver.send(GuestLog.nameless().shares(1, 5).of("vm-7"));
    driver.send(GuestLog.nameless().shares(1, 5).of("vm-8"));

    assertThat(driver.conversions())
        .extracting(Conversion::getBlock)
        .containsOnlyNulls()
        .hasSize(2);
  }

  @Test
  @Tag("long")
  void opensNoWindowAndBreaksNoSilenceByALayout() {
    driver.send(new GuestLog().boots().shares(1, 5).of("vm-7"));
    for (long ms = 0; ms < DecodeDriver.IDLE.toMillis(); ms += DecodeDriver.TICK.toMillis()) {
      driver.tell("vm-7", LAYOUT);
      driver.advance(DecodeDriver.TICK);
    }
    assertThat(driver.blockWindows()).hasSize(2);
    driver.tell("vm-9", LAYOUT);
    assertThat(driver.keysIn(Node.CONVERSIONS_STORE)).contains("l/vm-9").doesNotContain("d/vm-9/0");
  }
}
