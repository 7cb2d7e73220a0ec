package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A VM that floods its partition does not hold up the others, and loses nothing by it. */
@Tag("slow")
@Tag("long")
class FloodTest {

  private static final String EVENT = "ram_block_attributes_state_change";
  private static final String FLOOD = "aside/666c6f6f64";
  private static final int MANY = 100;

  private final FakeTargets targets = new FakeTargets();
  private final AtomicBoolean isHeld = new AtomicBoolean();
  private final DecodeDriver driver = DecodeDriver.withTurns(targets, slowly(), isHeld);

  @AfterEach
  void close() {
    driver.close();
  }

  /** Each record takes 10 ms; the first look at the clock is before any. */
  private static LongSupplier slowly() {
    var state = new long[2];
    return () -> state[0] += state[1]++ % 2 == 0 ? 10_000_000 : 0;
  }

  /** The VM's n-th conversion, a second behind the one before. */
  private static Raw conversion(String vm, int n) {
    var line =
        "%s %s offset 0x%x size 0x1000 from 'discarded' to 'populated'\n"
            .formatted(DecodeDriver.NOON.plusSeconds(n), EVENT, n << 12);
    return Raw.log(vm, line).with(RawHeaders.HOST, "host-1").from("log;offset=" + n);
  }

  private static Raw boots(String vm) {
    var line =
        "%s kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x40000000"
            + " ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0\n";
    return Raw.log(vm, line.formatted(DecodeDriver.NOON))
        .with(RawHeaders.HOST, "host-1")
        .from("log;offset=0");
  }

  private static Raw heartbeat(String vm, Instant until) {
    return new Raw(vm, new byte[0], Map.of())
        .with(RawHeaders.HOST, "host-1")
        .with(RawHeaders.HEARTBEAT_NS, until.getEpochSecond() + "000000000");
  }

  private static void flood(DecodeDriver to) {
    to.send(boots("quiet"));
    to.send(boots("flood"));
    to.send(conversion("quiet", 1));
    for (int i = 0; i < MANY; i++) {
      to.send(conversion("flood", i));
    }
    to.send(heartbeat("flood", DecodeDriver.NOON.plusSeconds(MANY + 100)));
    to.send(conversion("quiet", 2));
  }

  private static void goOn(DecodeDriver with) {
    for (int i = 0; i < MANY && with.keysIn(Node.MAPPINGS_STORE).contains(FLOOD); i++) {
      with.advance(Duration.ofMillis(10));
    }
  }

  /** "VM: page" of each event. */
  private static List<String> events(DecodeDriver of) {
    return of.typed(EVENT).stream()
        .map(
            event -> {
              long offset = ((Number) of.avro(event.value()).get("offset")).longValue();
              return event.key() + ": " + offset / 4096;
            })
        .toList();
  }

  private static List<String> all(String vm, int from, int to) {
    var events = new ArrayList<String>();
    for (int i = from; i < to; i++) {
      events.add(vm + ": " + i);
    }
    return events;
  }

  private static List<String> windows(DecodeDriver of) {
    return of.blockWindows().stream().map(RamBlockConversions::toString).sorted().toList();
  }

  @Test
  void letsOthersPassAndThenGoesOnInOrder() {
    flood(driver);

    var before = events(driver);
    assertThat(before).contains("quiet: 2").doesNotContain("flood: " + (MANY - 1));
    assertThat(driver.keysIn(Node.MAPPINGS_STORE)).contains("aside/", FLOOD);

    goOn(driver);
    var events = new ArrayList<>(before);
    events.addAll(events(driver));
    assertThat(events)
        .filteredOn(event -> event.startsWith("flood"))
        .isEqualTo(all("flood", 0, MANY));
    assertThat(events).filteredOn(event -> event.startsWith("quiet")).isEqualTo(all("quiet", 1, 3));
    assertThat(driver.keysIn(Node.MAPPINGS_STORE)).doesNotContain(FLOOD);

    driver.send(conversion("flood", MANY));
    assertThat(events(driver)).as("it is back").containsExactly("flood: " + MANY);
  }

  @Test
  void givesTheSameConversionsAndWindowsAsWithout() {
    flood(driver);
    goOn(driver);
    try (var without = new DecodeDriver(targets)) {
      flood(without);
      goOn(without);

      assertThat(windows(driver)).hasSizeGreaterThan(10).isEqualTo(windows(without));
      assertThat(driver.conversions()).containsExactlyInAnyOrderElementsOf(without.conversions());
      assertThat(driver.lateConversions()).isEmpty();
    }
  }

  @Test
  void isNotTakenForSilentWhileItsRecordsAreAside() {
    isHeld.set(true);
    flood(driver);
    for (int i = 0; i < 40; i++) {
      driver.advance(Duration.ofSeconds(1));
    }
    assertThat(driver.blockWindows())
        .as("only the trace itself closes its windows")
        .noneMatch(window -> window.getVm().equals("flood") && window.getCount() < 10);

    isHeld.set(false);
    goOn(driver);
    assertThat(driver.lateConversions()).isEmpty();
    assertThat(driver.values(EVENT, "offset")).hasSize(MANY + 2);
  }

  @Test
  void staysInTurnIfTheVmIsAlone() {
    for (int i = 0; i < MANY; i++) {
      driver.send(conversion("flood", i));
    }

    assertThat(events(driver)).isEqualTo(all("flood", 0, MANY));
    assertThat(driver.keysIn(Node.MAPPINGS_STORE)).doesNotContain("aside/");
  }
}
