package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which vCPU made a conversion. */
class VcpuTest {

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = results.ofVm("10s");

  private ConversionRollup window() {
    vm.silence();
    assertThat(results.vms).hasSize(1);
    return results.vms.get(0);
  }

  @Test
  void isTheOneThatLeftTheGuest() {
    Guest.plain(vm)
        .converts(3, "pc.ram", 0x1000, SHARED)
        .exitsOtherwise(3)
        .converts(5, "pc.ram", 0x2000, SHARED)
        .converts(5, "pc.ram", 0x3000, SHARED);

    assertThat(window().getByVcpu()).isEqualTo(Map.of("3", 1L, "5", 2L));
    assertThat(window().getVcpus()).isEqualTo(2);
    assertThat(window().getVcpuConversions()).isEqualTo(3);
    assertThat(window().getMostOfOneVcpu()).isEqualTo(2);
    assertThat(results.conversions).extracting(Conversion::getVcpu).containsExactly(3L, 5L, 5L);
    assertThat(results.conversions).extracting(Conversion::getThreadId).containsOnlyNulls();
  }

  /** Two were out when the request came. */
  @Test
  void isNotGuessed() {
    Guest.plain(vm).exits(0).exits(1).requests("pc.ram", 0x1000, SHARED).changes(0x1000, SHARED);

    assertThat(window().getByVcpu()).isEmpty();
    assertThat(window().getVcpuConversions()).isZero();
    assertThat(results.conversions).extracting(Conversion::getVcpu).containsOnlyNulls();
  }

  @Test
  void isTheOneOfItsThread() {
    Guest.plain(vm)
        .thread(70)
        .exits(0)
        .thread(71)
        .exits(1)
        .requests("pc.ram", 0x1000, SHARED)
        .changes(0x1000, SHARED);

    assertThat(window().getByVcpu()).isEqualTo(Map.of("1", 1L));
    assertThat(results.conversions).extracting(Conversion::getThreadId).containsExactly(71L);
  }

  /** Where exits are not traced. */
  @Test
  void isItsThreadIfThatIsAllThereIs() {
    Guest.plain(vm).thread(71).requests("pc.ram", 0x1000, SHARED).changes(0x1000, SHARED);

    assertThat(window().getByVcpu()).isEqualTo(Map.of("thread 71", 1L));
    assertThat(window().getVcpus()).isEqualTo(1);
  }
}
