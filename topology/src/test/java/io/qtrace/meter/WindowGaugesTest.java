package io.qtrace.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WindowGaugesTest {

  private static final String SHARED = "qtrace.ram.block.shared.bytes";
  private static final String RATE = "qtrace.ram.block.to.shared.conversions.per.second";
  private static final Object TASK = "0_1";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nowMs = new AtomicLong();
  private final WindowGauges gauges =
      new WindowGauges(
          meters,
          new WindowGauges.Limits(2, Duration.ofMinutes(15), Duration.ofSeconds(35)),
          nowMs::get);

  @Test
  void showTheLastWindowOfEachLength() {
    gauges.closed(TASK, window("vm-1", 0, 10, 100));
    gauges.closed(TASK, window("vm-1", 10, 10, 200));
    gauges.closed(TASK, window("vm-1", 0, 60, 300));
    assertThat(shown(SHARED)).containsExactly("vm-1 10s 200.0", "vm-1 1m 300.0");
  }

  @Test
  void keepTheLaterWindowWhateverComesAfterIt() {
    gauges.closed(TASK, window("vm-1", 10, 10, 200));
    gauges.closed(TASK, window("vm-1", 0, 10, 100));
    assertThat(shown(SHARED)).containsExactly("vm-1 10s 200.0");
  }

  @Test
  void sumUpTheSmallestBeyondTheLimit() {
    gauges.closed(TASK, window("vm-1", 0, 10, 100));
    gauges.closed(TASK, window("vm-2", 0, 10, 400));
    gauges.closed(TASK, window("vm-3", 0, 10, 300));
    gauges.closed(TASK, window("vm-4", 0, 10, 200));
    assertThat(shown(SHARED))
        .containsExactly("other 10s 300.0", "vm-2 10s 400.0", "vm-3 10s 300.0");
    assertThat(meters.get("qtrace.ram.blocks.summed").gauge().value()).isEqualTo(2);
  }

  @Test
  void haveNoRateOnceTheNextWindowIsOver() {
    gauges.closed(TASK, window("vm-1", 0, 10, 100));
    nowMs.set(45_000);
    assertThat(shown(RATE)).containsExactly("vm-1 10s 7.0");
    nowMs.set(45_001);
    assertThat(shown(RATE)).containsExactly("vm-1 10s 0.0");
    assertThat(shown(SHARED)).containsExactly("vm-1 10s 100.0");
  }

  @Test
  void forgetWhatHadNoResultForLong() {
    gauges.closed(TASK, window("vm-1", 0, 10, 100));
    nowMs.set(60_000);
    gauges.closed(TASK, window("vm-2", 0, 10, 100));
    nowMs.set(Duration.ofMinutes(15).toMillis());
    assertThat(shown(SHARED)).containsExactly("vm-2 10s 100.0");
  }

  @Test
  void forgetWhatAnotherInstanceHasNow() {
    gauges.closed(TASK, window("vm-1", 0, 10, 100));
    gauges.closed("0_2", window("vm-2", 0, 10, 100));
    gauges.forget(TASK);
    assertThat(shown(SHARED)).containsExactly("vm-2 10s 100.0");
  }

  @Test
  void showTheCostOfAVm() {
    gauges.closed(TASK, rollup("vm-1", 30));
    assertThat(shown("qtrace.vm.conversions.per.second")).containsExactly("vm-1 10s 30.0");
    assertThat(shown("qtrace.vm.refused.requests.per.second")).containsExactly("vm-1 10s 0.5");
    assertThat(shown("qtrace.vm.latency.to.shared.p99.seconds")).containsExactly("vm-1 10s 3.0E-5");
    nowMs.set(45_001);
    assertThat(shown("qtrace.vm.refused.requests.per.second")).containsExactly("vm-1 10s 0.0");
  }

  /** The slowest is what matters of several. */
  @Test
  void sumUpTheSmallestVms() {
    gauges.closed(TASK, rollup("vm-1", 10));
    gauges.closed(TASK, rollup("vm-2", 40));
    gauges.closed(TASK, rollup("vm-3", 30));
    gauges.closed(TASK, rollup("vm-4", 20));
    assertThat(shown("qtrace.vm.conversions.per.second"))
        .containsExactly("other 10s 30.0", "vm-2 10s 40.0", "vm-3 10s 30.0");
    assertThat(shown("qtrace.vm.latency.to.shared.p99.seconds"))
        .containsExactly("other 10s 2.0E-5", "vm-2 10s 4.0E-5", "vm-3 10s 3.0E-5");
    assertThat(meters.get("qtrace.vms.summed").gauge().value()).isEqualTo(2);
  }

  private static ConversionRollup rollup(String vm, int perSecond) {
    return ConversionRollup.newBuilder()
        .setScope("vm")
        .setVm(vm)
        .setHost("h")
        .setWindowStart(Instant.ofEpochSecond(0))
        .setWindowEnd(Instant.ofEpochSecond(10))
        .setConversionsPerSecond(perSecond)
        .setLatencyToSharedP99Ns(perSecond * 1000L)
        .setRefused(5)
        .build();
  }

  private static RamBlockConversions window(String vm, long start, long length, long shared) {
    return RamBlockConversions.newBuilder()
        .setVm(vm)
        .setHost("h")
        .setBlock("pc.ram")
        .setWindowStart(Instant.ofEpochSecond(start))
        .setWindowEnd(Instant.ofEpochSecond(start + length))
        .setSharedBytes(shared)
        .setToSharedPerSecond(7)
        .build();
  }

  /** "VM window value", sorted. */
  private List<String> shown(String name) {
    gauges.refresh();
    return meters.find(name).gauges().stream()
        .map(
            gauge ->
                "%s %s %s"
                    .formatted(
                        gauge.getId().getTag("vm"), gauge.getId().getTag("window"), gauge.value()))
        .sorted()
        .toList();
  }
}
