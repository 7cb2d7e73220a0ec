package io.qtrace.dashboard;

import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a stage would say of VMs {@code vm-0000} and on: the fewer the number, the more they
 * convert.
 */
record ManyVms(int count) {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final List<String> BLOCKS = List.of("pc.ram", "pc.bios");
  private static final long MIB = 1 << 20;

  static String name(int vm) {
    return "vm-%04d".formatted(vm);
  }

  private static String host(int vm) {
    return "host-%02d".formatted(vm % 25);
  }

  private static double rate(int vm, String block) {
    return block.equals("pc.ram") ? 6_000.0 / (vm + 1) : 0.5;
  }

  List<RamBlockConversions> blocks(Instant start) {
    return IntStream.range(0, count)
        .boxed()
        .flatMap(vm -> BLOCKS.stream().map(block -> block(vm, block, start, rate(vm, block))))
        .toList();
  }

  List<RamBlockConversions> history(int vm, Instant last, int windows) {
    return starts(last, windows)
        .flatMap(
            start ->
                BLOCKS.stream()
                    .map(block -> block(vm, block, start, wave(start) * rate(vm, block))))
        .toList();
  }

  List<ConversionRollup> rollups(Instant start) {
    return IntStream.range(0, count).mapToObj(vm -> rollup(vm, start, rate(vm, "pc.ram"))).toList();
  }

  List<ConversionRollup> rollupHistory(int vm, Instant last, int windows) {
    return starts(last, windows)
        .map(start -> rollup(vm, start, wave(start) * rate(vm, "pc.ram")))
        .toList();
  }

  List<ConversionRollup> fleet(Instant last, int windows) {
    return starts(last, windows)
        .map(
            start ->
                ConversionRollup.newBuilder(rollup(0, start, wave(start) * 45_000))
                    .setScope("fleet")
                    .setVm("")
                    .setHost("")
                    .setVms(count)
                    .setSharedBytes(72 * MIB * count)
                    .build())
        .toList();
  }

  RamBlockConversions block(int vm, String block, Instant start, double rate) {
    long conversions = Math.round(rate * WINDOW.toSeconds());
    return RamBlockConversions.newBuilder()
        .setVm(name(vm))
        .setHost(host(vm))
        .setBlock(block)
        .setWindow("10s")
        .setWindowStart(start)
        .setWindowEnd(start.plus(WINDOW))
        .setCount(conversions)
        .setToShared(conversions / 2)
        .setToPrivate(conversions - conversions / 2)
        .setConversionsPerSecond(rate)
        .setPingPongPages(conversions / 4)
        .setSharedBytes(block.equals("pc.ram") ? (64 + vm % 17) * MIB : MIB)
        .setSplitFrames(block.equals("pc.ram") ? 100 + vm % 7 : 1)
        .setFromStart(true)
        .build();
  }

  private ConversionRollup rollup(int vm, Instant start, double rate) {
    long conversions = Math.round(rate * WINDOW.toSeconds());
    return ConversionRollup.newBuilder()
        .setScope("vm")
        .setVm(name(vm))
        .setHost(host(vm))
        .setWindow("10s")
        .setWindowStart(start)
        .setWindowEnd(start.plus(WINDOW))
        .setCount(conversions)
        .setConversionsPerSecond(rate)
        .setLatencyToSharedCount(conversions)
        .setLatencyToSharedP99Ns(90_000 + 40_000 * (start.getEpochSecond() / 10 % 3))
        .setLatencyToPrivateCount(conversions)
        .setLatencyToPrivateP99Ns(140_000 + 30_000 * (start.getEpochSecond() / 10 % 4))
        .setSharedBytes(72 * MIB)
        .setPhase("running")
        .build();
  }

  List<Ledger> ledger(Instant updated) {
    return IntStream.range(0, count)
        .mapToObj(
            vm ->
                Ledger.newBuilder()
                    .setVm(name(vm))
                    .setHost(host(vm))
                    .setSource("/var/log/qemu/trace-%d;generation=1".formatted(4000 + vm))
                    .setBytes(4_708_715)
                    .setRead(74_026)
                    .setTyped(vm % 211 == 7 ? 74_000 : 74_026)
                    .setDeadLettered(vm % 211 == 7 ? 26 : 0)
                    .setLostEvents(vm % 173 == 9 ? 3236 : 0)
                    .setUpdated(updated)
                    .build())
        .toList();
  }

  static Alert alert(int vm, String state, Instant since, Instant at) {
    return Alert.newBuilder()
        .setRule("PageConversionStorm")
        .setState(state)
        .setLabels(
            Map.of("vm", name(vm), "host", host(vm), "block", "pc.ram", "severity", "warning"))
        .setAnnotations(
            Map.of("summary", "pc.ram of " + name(vm) + " converts 6,120 times a second"))
        .setSeverity("warning")
        .setSince(since)
        .setAt(at)
        .setReason("conversions_per_second > 5000 (6,120)")
        .build();
  }

  private static Stream<Instant> starts(Instant last, int windows) {
    return IntStream.range(0, windows)
        .mapToObj(i -> last.minus(WINDOW.multipliedBy(windows - 1L - i)));
  }

  private static double wave(Instant start) {
    return 1.3 + 0.3 * Math.sin(start.getEpochSecond() / 90.0);
  }
}
