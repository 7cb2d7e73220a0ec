package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.task.Room;
import io.qtrace.topology.declared.Declarations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Restarts, and memory for one VM at a time, change no result of an aggregation, whatever edits
 * there are meanwhile.
 */
@Tag("slow")
@Tag("long")
class AggregationRestartTest {

  private static final String EXITS =
      """
        - name: exits
          from: kvm_run_exit
          where: reason >= %d
          group-by: [reason]
          window: [10s, 1m/10s]
          measures:
            exits: count
            vcpus: distinct(cpu_index)
            cpu: quantiles(cpu_index, 0.5)
          limits: {groups: 3}
      """;

  private static final String ALL =
      """
        - name: all
          from: $event
          window: %ds
          measures: {events: count, newest: last(timestamp_ns)}
      """;

  private static final String BURSTS =
      """
        - name: bursts
          from: kvm_run_exit
          group-by: [cpu_index]
          window: {session: %ds, max: 20s}
          measures: {exits: count, newest: last(reason)}
          limits: {groups: 5}
      """;

  private static final List<String> VMS = List.of("vm-1", "vm-2", "vm-3");

  @TempDir private Path directory;

  /** A stage with a file of its own. */
  private final class Stage implements AutoCloseable {

    private final DeclaredFile file;
    private final Room memory;
    private final List<String> results = new ArrayList<>();
    private final Map<String, Integer> offsets = new HashMap<>();
    private Declarations declarations;
    private DecodeDriver driver;

    Stage(String name, Room memory, String text) throws IOException {
      this.file = new DeclaredFile(directory.resolve(name));
      this.memory = memory;
      file.write(text);
      declarations = file.open();
      driver = driver();
    }

    private DecodeDriver driver() {
      return new DecodeDriver(DeclaredFile.parts(declarations).vms(memory));
    }

    void edit(String text) throws IOException {
      file.write(text);
      declarations.look();
    }

    /** With another process: it knows what is in the file and in the store. */
    void restart() throws IOException {
      collect();
      declarations = file.open();
      var before = driver;
      driver = driver();
      before.moveStateTo(driver);
      before.close();
    }

    void send(String vm, GuestLog log) {
      int offset = offsets.merge(vm, 1000, Integer::sum) - 1000;
      driver.send(log.of(vm).from("log;offset=" + offset));
    }

    /** So long after the trace that all windows end. */
    void endAll(double second) {
      VMS.forEach(vm -> driver.send(GuestLog.heartbeat(vm, second + 3600)));
      collect();
    }

    private void collect() {
      for (var name : file.names()) {
        file.results(driver, name).forEach(result -> results.add(name + " " + result));
      }
    }

    @Override
    public void close() {
      driver.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void changeNoResult(long seed) throws IOException {
    var random = new Random(seed);
    var file = file(random);
    try (var plain = new Stage("plain", new Room(Long.MAX_VALUE), file);
        var disturbed = new Stage("disturbed", new Room(1), file)) {
      double second = 0;
      for (int step = 0; step < 50; step++) {
        if (random.nextInt(12) == 0) {
          file = file(random);
          plain.edit(file);
          disturbed.edit(file);
        }
        if (random.nextInt(15) == 0) {
          disturbed.restart();
        }
        var vm = VMS.get(random.nextInt(VMS.size()));
        var log = new GuestLog();
        for (int left = 1 + random.nextInt(12); left > 0; left--) {
          second += random.nextInt(10) / 10.0;
          double late = random.nextInt(30) == 0 ? 40 : random.nextInt(3) / 10.0;
          log.line(
              second - late,
              "kvm_run_exit cpu_index %d, reason %d"
                  .formatted(random.nextInt(8), random.nextInt(6)));
        }
        plain.send(vm, log);
        disturbed.send(vm, log);
      }
      plain.endAll(second);
      disturbed.endAll(second);

      assertThat(plain.results).hasSizeGreaterThan(100);
      assertThat(disturbed.results).containsExactlyInAnyOrderElementsOf(plain.results);
    }
  }

  private static String file(Random random) {
    var file = new StringBuilder("aggregations:\n").append(EXITS.formatted(random.nextInt(3)));
    if (random.nextBoolean()) {
      file.append(ALL.formatted(random.nextBoolean() ? 20 : 30));
    }
    if (random.nextInt(4) > 0) {
      file.append(BURSTS.formatted(2 + random.nextInt(2)));
    }
    return file.toString();
  }
}
