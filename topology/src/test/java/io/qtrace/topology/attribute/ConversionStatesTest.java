package io.qtrace.topology.attribute;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.task.Room;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.vms.VmStates;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ConversionStatesTest {

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("10s"), Duration.ofSeconds(5));
  private static final long HOST = 0x7f00_0000_0000L;
  private static final long PAGE = 4096;

  private final DecodeDriver driver = new DecodeDriver(new FakeTargets());
  private final KeyValueStore<String, byte[]> store = driver.store(Node.CONVERSIONS_STORE);
  private final Heard heard = new Heard();
  private final MemoryFacts facts = new MemoryFacts();
  private int loads;
  private long nowNs = 1_000_000_000_000L;

  @AfterEach
  void close() {
    driver.close();
  }

  /** As after a restart: nothing in memory. */
  private ConversionStates states() {
    return states(new Room(Long.MAX_VALUE));
  }

  private ConversionStates states(Room room) {
    return new ConversionStates(new VmStates.Stored(store, room, () -> loads++), SETTINGS, heard);
  }

  private static void apply(ConversionStates states, MemoryFacts facts) {
    states.apply(states.get("vm"), facts.toByteArray(), facts.isQuiet());
    facts.clear();
  }

  private void mapMemory(long size) {
    facts.progress(nowNs, 60);
    facts.slot(new SlotSet(0, 0, size, HOST, 9, 0));
    facts.allocated(new Allocated("pc.ram", size, HOST));
  }

  private void convert(long page, boolean toShared) {
    nowNs += 1_000_000;
    facts.progress(nowNs, 60);
    var from = toShared ? PRIVATE : SHARED;
    facts.changed(new Changed(nowNs, 0, page * PAGE, PAGE, from, toShared ? SHARED : PRIVATE, -1));
  }

  @Test
  void areAsTheyWereAfterARestart() {
    mapMemory(1L << 30);
    convert(1, true);
    apply(states(), facts);
    convert(2, true);
    convert(1, false);
    apply(states(), facts);

    var vm = states().get("vm");
    assertThat(vm.state().conversions().shared())
        .containsExactly(new VmConversions.Shared("pc.ram", PAGE, 1));
    assertThat(vm.state().hasOpenWindows()).isTrue();
    assertThat(heard.conversions).isEqualTo(3);
    assertThat(heard.windows).isEmpty();

    facts.silence();
    apply(states(), facts);
    assertThat(heard.windows).containsExactly("pc.ram: 2 to shared, 1 to private");
    assertThat(states().get("vm").state().hasOpenWindows()).isFalse();
  }

  @Test
  void stayInMemoryHoweverManyThereAre() {
    int partitions = 12;
    var room = new Room(256 << 20); // of a heap of 1 GiB
    var tasks = Stream.generate(() -> states(room)).limit(partitions).toList();
    for (int chunk = 0; chunk < 3; chunk++) {
      for (int vm = 0; vm < 10_000; vm++) {
        if (chunk == 0) {
          mapMemory(1L << 30);
        }
        convert(vm % 1000, chunk % 2 == 0);
        var states = tasks.get(vm % partitions);
        states.apply(states.get("vm-" + vm), facts.toByteArray(), facts.isQuiet());
        facts.clear();
      }
    }

    assertThat(heard.conversions).isEqualTo(30_000);
    assertThat(loads).isZero();
  }

  @Test
  void areReadBackWhenThereIsNoRoomForAllOfThem() {
    var narrow = states(new Room(15 << 10));
    for (int chunk = 0; chunk < 4; chunk++) {
      for (int vm = 0; vm < 5; vm++) {
        if (chunk == 0) {
          mapMemory(1L << 30);
        }
        convert(chunk, true);
        narrow.apply(narrow.get("vm-" + vm), facts.toByteArray(), facts.isQuiet());
        facts.clear();
      }
    }

    assertThat(loads).isEqualTo(15);
    assertThat(narrow.get("vm-0").state().conversions().shared())
        .containsExactly(new VmConversions.Shared("pc.ram", 4 * PAGE, 1));
  }

  @Test
  void areWrittenAsAWholeOnceThereAreManyFacts() {
    mapMemory(1L << 30);
    for (int i = 0; i < 40_000; i++) {
      convert(i % 1000, i % 7 < 3);
      if (i % 100 == 99) {
        apply(states, facts);
      }
    }

    assertThat(keys()).containsKey("s/vm/0");
    assertThat(keys().keySet().stream().filter(key -> key.startsWith("d/"))).hasSizeLessThan(400);
    assertThat(states().get("vm").state().conversions().shared())
        .isEqualTo(states.get("vm").state().conversions().shared());
  }

  private final ConversionStates states = states();

  @Test
  void areWrittenInPiecesThatKafkaTakes() {
    mapMemory(128L << 30);
    for (long frame = 0; frame < 180_000; frame++) {
      nowNs += 1000;
      facts.progress(nowNs, 60);
      facts.changed(new Changed(nowNs, 0, frame * 160 * PAGE, 16 * PAGE, PRIVATE, SHARED, -1));
      if (frame % 1000 == 0) {
        apply(states, facts);
      }
    }
    apply(states, facts);

    assertThat(keys()).containsKeys("s/vm/0", "s/vm/1");
    assertThat(keys().values()).allMatch(size -> size < 1 << 20);
    assertThat(states().get("vm").state().conversions().shared())
        .containsExactly(new VmConversions.Shared("pc.ram", 180_000 * 16 * PAGE, splitFrames()));

    states.forget("vm");
    assertThat(keys()).isEmpty();
  }

  private long splitFrames() {
    return states.get("vm").state().conversions().shared().get(0).splitFrames();
  }

  @Test
  void doNotRememberThatTimeHasPassedUnlessAWindowWasClosed() {
    mapMemory(1L << 30);
    convert(1, true);
    apply(states, facts);
    var before = keys();

    facts.progress(nowNs + 1_000_000_000L, 60);
    apply(states, facts);
    assertThat(keys()).isEqualTo(before);

    facts.progress(nowNs + 60_000_000_000L, 60);
    apply(states, facts);
    assertThat(keys()).isNotEqualTo(before).doesNotContainKey("o/vm");
    assertThat(heard.windows).hasSize(1);

    facts.silence();
    apply(states(), facts);
    assertThat(heard.windows).hasSize(1);
  }

  @Test
  void namesVmsWithOpenWindows() {
    mapMemory(1L << 30);
    convert(1, true);
    apply(states, facts);

    assertThat(states().withOpenWindows()).containsExactly("vm");
    assertThat(states().knows("vm")).isTrue();
    assertThat(states().knows("other")).isFalse();
  }

  @Test
  void canBeForgotten() {
    mapMemory(1L << 30);
    convert(1, true);
    apply(states, facts);

    states.forget("vm");

    assertThat(keys()).isEmpty();
    assertThat(states.knows("vm")).isFalse();
    assertThat(states().withOpenWindows()).isEmpty();
    assertThat(states.get("vm").state().conversions().shared()).isEmpty();
  }

  /** Keys of the store with the sizes of what they stand for. */
  private Map<String, Integer> keys() {
    Map<String, Integer> sizes = new TreeMap<>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> sizes.put(entry.key, entry.value.length));
    }
    return sizes;
  }

  /** What was passed on. */
  private static final class Heard implements Results {

    private int conversions;
    private final List<String> windows = new ArrayList<>();

    @Override
    public void conversion(Conversion conversion, long position) {
      conversions++;
    }

    @Override
    public void late(Conversion conversion, Late why) {}

    @Override
    public void refused(RefusedConversion refused) {}

    @Override
    public void block(RamBlockConversions window) {
      windows.add(
          "%s: %d to shared, %d to private"
              .formatted(window.getBlock(), window.getToShared(), window.getToPrivate()));
    }

    @Override
    public void vm(ConversionRollup window, Latencies latencies) {}
  }
}
