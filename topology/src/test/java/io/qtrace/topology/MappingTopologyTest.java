package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which event ids a source has is learnt from its mapping records, and kept. */
@Tag("slow")
class MappingTopologyTest {

  private static final Definitions NEW =
      definitions("tick(int n, const char *why) \"n %d (%s)\"\ntock(uint64_t v) \"0x%\"PRIx64\n");

  private static final long TICK = 7;
  private static final long TOCK = 8;
  private final FakeTargets targets = new FakeTargets("noise_*:drop");
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void keepsTheMappingOfASourceAcrossARestart() {
    driver.publish(NEW);
    driver.send(
        Raw.simple("vm", start().event(TICK, 1, 1, "")).of(NEW).from("f;generation=1;offset=0"));

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.publish(NEW);
      next.send(
          Raw.simple(
                  "vm", new SimpleTrace().event(TICK, 2, 2, "").mapping(9, "tock").event(9, 3, 3))
              .of(NEW)
              .from("f;generation=1;offset=100"));

      assertThat(next.values("tick", "n")).containsExactly(2L);
      assertThat(next.values("tock", "v")).containsExactly(3L);
      assertThat(next.keysIn(Node.MAPPINGS_STORE))
          .containsExactlyInAnyOrder("vm/f|life", "vm/f|0", "vm/f|1");
    }
  }

  @Test
  void keepsTheMappingOfAllFilesOfABuildOnce() {
    driver.publish(NEW);
    for (int file = 1; file <= 3; file++) {
      var trace = start();
      for (int id = 100; id < 200; id++) {
        trace.mapping(id, "event_of_this_build_" + id);
      }
      driver.send(Raw.simple("vm-" + file, trace).of(NEW).from("f;generation=1;offset=0"));
    }

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.publish(NEW);
      for (int file = 1; file <= 3; file++) {
        next.send(
            Raw.simple("vm-" + file, new SimpleTrace().event(TICK, 2, file, ""))
                .of(NEW)
                .from("f;generation=1;offset=4000"));
      }
      assertThat(next.values("tick", "n")).containsExactly(1L, 2L, 3L);
      var large = new ArrayList<Integer>();
      try (var entries = next.store(Node.MAPPINGS_STORE).all()) {
        entries.forEachRemaining(entry -> large.add(entry.value.length));
      }
      assertThat(large).hasSize(7).filteredOn(bytes -> bytes > 100).hasSize(1);
    }
  }

  @Test
  void readsMappingsThatAnOlderVersionKeptWithEachFile() {
    driver.publish(NEW);
    driver.send(Raw.simple("vm", start()).of(NEW).from("f;generation=1;offset=0"));
    var mappings = new SimpleTrace();
    for (int id = 100; id < 200; id++) {
      mappings.mapping(id, id == 150 ? "tock" : "event_of_this_build_" + id);
    }
    driver.store(Node.MAPPINGS_STORE).put("vm/f\0" + 1, mappings.toBytes());

    try (var next = new DecodeDriver(targets)) {
      driver.moveStateTo(next);
      next.publish(NEW);
      next.send(
          Raw.simple("vm", new SimpleTrace().event(150, 2, 3)).of(NEW).from("f;generation=1"));
      assertThat(next.values("tock", "v")).containsExactly(3L);
    }
  }

  @Test
  void forgetsTheMappingWhenTheFileBeginsAnew() {
    driver.publish(NEW);
    driver.send(Raw.simple("vm", start()).of(NEW).from("f;generation=1;offset=0"));
    driver.send(
        Raw.simple("vm", new SimpleTrace().header().mapping(TICK, "tock").event(TICK, 1, 1))
            .of(NEW)
            .from("f;generation=2;offset=0"));
    driver.send(
        Raw.simple("vm", new SimpleTrace().event(TOCK, 2, 2)).of(NEW).from("f;generation=2"));

    assertThat(driver.values("tock", "v")).containsExactly(1L);
    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getReason())
        .containsExactly("UNMAPPED_ID");
    assertThat(driver.keysIn(Node.MAPPINGS_STORE)).containsExactlyInAnyOrder("vm/f|life", "vm/f|0");
  }

  @Test
  void keepsTwoFilesOfOneVmApart() {
    driver.publish(NEW);
    driver.send(Raw.simple("vm", start()).of(NEW).from("a;generation=1;offset=0"));
    var swapped = new SimpleTrace().header().mapping(TICK, "tock");
    driver.send(Raw.simple("vm", swapped).of(NEW).from("b;generation=1;offset=0"));
    driver.send(
        Raw.simple("vm", new SimpleTrace().event(TICK, 1, 1, "")).of(NEW).from("a;generation=1"));
    driver.send(
        Raw.simple("vm", new SimpleTrace().event(TICK, 2, 2)).of(NEW).from("b;generation=1"));

    assertThat(driver.values("tick", "n")).containsExactly(1L);
    assertThat(driver.values("tock", "v")).containsExactly(2L);
  }

  private static SimpleTrace start() {
    return new SimpleTrace().header().mapping(TICK, "tick").mapping(TOCK, "tock");
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }
}
