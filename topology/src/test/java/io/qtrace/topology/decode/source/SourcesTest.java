package io.qtrace.topology.decode.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.task.Room;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog.Found;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SourcesTest {

  private static final int PARTITIONS = 12;
  private static final int VMS = 10_000;

  /** As many as QEMU has. */
  private static final int EVENTS = 6000;

  private final DecodeDriver driver = new DecodeDriver(new FakeTargets());
  private final KeyValueStore<String, byte[]> store = driver.store(Node.MAPPINGS_STORE);
  private final CompiledDefinitions definitions = compiled("event_", 200);
  private int loads;

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void staysInMemoryHoweverManyThereAre() {
    var room = new Room(64 << 20); // of a heap of 1 GiB
    var tasks = tasks(room);
    everyVm(tasks).forEach(source -> assertThat(read(source, 150)).isEqualTo(50));
    assertThat(loads).isZero();

    for (int chunk = 0; chunk < 3; chunk++) {
      assertThat(everyVmAgain(tasks)).allMatch(source -> read(source, 150) == 50);
    }
    assertThat(loads).as("loads of 30,000 chunks").isZero();

    var restarted = tasks(room);
    for (int chunk = 0; chunk < 3; chunk++) {
      assertThat(everyVmAgain(restarted)).allMatch(source -> read(source, 150) == 50);
    }
    assertThat(loads).as("one of each source, after a restart").isEqualTo(VMS);
  }

  @Test
  void readsTheMappingOfABuildOnce() {
    var sources = sources(new Room(Long.MAX_VALUE));
    for (int vm = 0; vm < 3; vm++) {
      learn(sources, sources.open("vm-" + vm, "g", definitions), mapping(200));
    }
    var restarted = sources(new Room(Long.MAX_VALUE));
    var first = restarted.open("vm-0", "g", definitions);
    loseLargePieces();

    assertThat(read(first, 120)).isEqualTo(20);
    assertThat(read(restarted.open("vm-1", "g", definitions), 121)).isEqualTo(21);
  }

  @Test
  void countsWhatASourceAloneHas() {
    var sources = sources(new Room(Long.MAX_VALUE));
    var first = sources.open("vm-0", "g", definitions);
    learn(sources, first, mapping(200));
    var second = sources.open("vm-1", "g", definitions);
    learn(sources, second, mapping(200));
    assertThat(List.of(first.bytes(), second.bytes())).allMatch(bytes -> bytes < 2000);

    learn(sources, second, new SimpleTrace().mapping(900, "event_7").toBytes());

    assertThat(second.bytes()).isGreaterThan(900 * Integer.BYTES);
    assertThat(read(second, 900)).isEqualTo(7);
    assertThat(read(first, 900)).as("knows nothing of it").isEqualTo(-1);
    assertThat(read(first, 130)).isEqualTo(30);
  }

  @Test
  void forgetsThoseThatWereNotUsedForLongestWhereThereIsNoRoom() {
    var sources = sources(new Room(5000));
    for (int vm = 0; vm < 10; vm++) {
      learn(sources, sources.open("vm-" + vm, "g", definitions), mapping(200));
    }
    sources.open("vm-9", "g", definitions);
    assertThat(loads).isZero();

    assertThat(read(sources.open("vm-0", "g", definitions), 150)).isEqualTo(50);
    assertThat(loads).isEqualTo(1);
  }

  @Test
  void letsGoOfDefinitionsWhenThereAreTooMany() {
    var sources = sources(new Room(Long.MAX_VALUE));
    int builds = SourceCache.MAX_EVENTS / EVENTS;
    var compiled = new ArrayList<CompiledDefinitions>();
    for (int build = 0; build <= builds; build++) {
      compiled.add(compiled("build_" + build + "_", EVENTS));
    }
    for (int build = 0; build < builds; build++) {
      sources.open("a-" + build, "g", compiled.get(build));
      sources.open("b-" + build, "g", compiled.get(build));
    }
    openAll(sources, compiled, 0, builds);
    assertThat(loads).as("as many as there may be").isZero();

    sources.open("a-" + builds, "g", compiled.get(builds));
    openAll(sources, compiled, 1, builds);
    assertThat(loads).as("the definitions that were used last").isZero();

    openAll(sources, compiled, 0, 1);
    assertThat(loads).as("both sources of those that were not").isEqualTo(2);
  }

  private static void openAll(
      Sources sources, List<CompiledDefinitions> compiled, int from, int to) {
    for (int build = from; build < to; build++) {
      sources.open("a-" + build, "g", compiled.get(build));
      sources.open("b-" + build, "g", compiled.get(build));
    }
  }

  private List<Sources> tasks(Room room) {
    return Stream.generate(() -> sources(room)).limit(PARTITIONS).toList();
  }

  private Sources sources(Room room) {
    return new Sources(store, room, () -> loads++);
  }

  /** The first chunk of each, with its mapping. */
  private Stream<Source> everyVm(List<Sources> tasks) {
    var mapping = mapping(200);
    return Stream.iterate(0, vm -> vm + 1)
        .limit(VMS)
        .map(
            vm -> {
              var sources = tasks.get(vm % PARTITIONS);
              var source = sources.open("vm-" + vm + "/trace", "1", definitions);
              learn(sources, source, mapping);
              return source;
            });
  }

  private Stream<Source> everyVmAgain(List<Sources> tasks) {
    return Stream.iterate(0, vm -> vm + 1)
        .limit(VMS)
        .map(vm -> tasks.get(vm % PARTITIONS).open("vm-" + vm + "/trace", "1", definitions));
  }

  private void loseLargePieces() {
    var large = new ArrayList<String>();
    try (var entries = store.all()) {
      entries.forEachRemaining(
          entry -> {
            if (entry.value.length > 1000) {
              large.add(entry.key);
            }
          });
    }
    assertThat(large).hasSize(1);
    large.forEach(store::delete);
  }

  /** Ids from 100 on. */
  private static byte[] mapping(int events) {
    var trace = new SimpleTrace().header();
    for (int i = 0; i < events; i++) {
      trace.mapping(100 + i, "event_" + i);
    }
    return trace.toBytes();
  }

  private static void learn(Sources sources, Source source, byte[] piece) {
    source.simple().read(piece, 0, piece.length, true, new LastEvent());
    sources.learned(source, piece.length > 1000, piece);
  }

  /** Which event a record with this id is; -1 if the id is not mapped. */
  private static int read(Source source, long id) {
    var record = new SimpleTrace().event(id, 1).toBytes();
    var last = new LastEvent();
    source.simple().read(record, 0, record.length, true, last);
    return last.definition;
  }

  private CompiledDefinitions compiled(String prefix, int events) {
    var text = new StringBuilder();
    for (int i = 0; i < events; i++) {
      text.append(prefix).append(i).append("(void) \"\"\n");
    }
    var definitions = Definitions.parse("test", text.toString().getBytes(UTF_8));
    var lookup = new DefinitionsCatalog(definitions).find(null, store);
    return ((Found) lookup).definitions();
  }

  private static final class LastEvent implements RawRecordHandler {
    private int definition = -1;

    @Override
    public void event(RawEvent event) {
      definition = event.definition;
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
