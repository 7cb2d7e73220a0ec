package io.qtrace.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.simulator.build.LogPrefix;
import io.qtrace.simulator.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Simulations for tests, and what they wrote as qtrace's readers see it. */
final class Runs {

  private static final long SECOND_NS = 1_000_000_000L;

  /** Lines of a truth file that are no facts, by column. */
  record Truth(List<Map<String, String>> rows) {}

  /** What a reader finds in a trace. */
  static final class Found implements RawRecordHandler {
    final List<Long> stamps = new ArrayList<>();
    final List<Long> threads = new ArrayList<>();
    final List<String> changes = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<Long> drops = new ArrayList<>();
    private final Definitions definitions;

    Found(Definitions definitions) {
      this.definitions = definitions;
    }

    @Override
    public void event(RawEvent event) {
      stamps.add(event.timestampNs);
      threads.add(event.threadId);
      if (definitions
          .events()
          .get(event.definition)
          .name()
          .equals("ram_block_attributes_state_change")) {
        changes.add(event.timestampNs + " " + number(event, 0) + " " + number(event, 8));
      }
    }

    private static String number(RawEvent event, int at) {
      long value = 0;
      for (int i = 7; i >= 0; i--) {
        value = (value << 8) | (event.arguments[event.argumentsFrom + at + i] & 0xff);
      }
      return "0x" + Long.toHexString(value);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      drops.add(count);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] b, int from, int to) {
      problems.add(detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      problems.add("other: " + new String(buffer, from, to - from, UTF_8));
    }
  }

  private Runs() {}

  static SimulationOptions options(Path out, String scenario) {
    return new SimulationOptions(
        out,
        3,
        2,
        7,
        4 * SECOND_NS,
        30_000,
        false,
        null,
        null,
        scenario,
        Scenarios.parse(scenario, Scenarios.shipped(scenario)),
        Definitions.system());
  }

  /** The options with a scenario of one's own. */
  static SimulationOptions withScenario(SimulationOptions o, String yaml) {
    return new SimulationOptions(
        o.directory(),
        o.vms(),
        o.hosts(),
        o.seed(),
        o.durationNs(),
        o.eventsPerSecond(),
        o.isLog(),
        o.prefix(),
        o.version(),
        "test",
        Scenarios.parse("test", yaml.getBytes(UTF_8)),
        o.definitions());
  }

  static SimulationOptions withSeed(SimulationOptions o, long seed) {
    return new SimulationOptions(
        o.directory(),
        o.vms(),
        o.hosts(),
        seed,
        o.durationNs(),
        o.eventsPerSecond(),
        o.isLog(),
        o.prefix(),
        o.version(),
        o.scenarioName(),
        o.scenario(),
        o.definitions());
  }

  static SimulationOptions withVms(SimulationOptions o, int vms, double eventsPerSecond) {
    return new SimulationOptions(
        o.directory(),
        vms,
        o.hosts(),
        o.seed(),
        o.durationNs(),
        eventsPerSecond,
        o.isLog(),
        o.prefix(),
        o.version(),
        o.scenarioName(),
        o.scenario(),
        o.definitions());
  }

  static SimulationOptions asLog(SimulationOptions o, @Nullable LogPrefix prefix) {
    return new SimulationOptions(
        o.directory(),
        o.vms(),
        o.hosts(),
        o.seed(),
        o.durationNs(),
        o.eventsPerSecond(),
        true,
        prefix,
        o.version(),
        o.scenarioName(),
        o.scenario(),
        o.definitions());
  }

  static SimulationSummary run(SimulationOptions options) throws IOException {
    return new Simulation(options).run(done -> {});
  }

  /** All files by name, the text or the bytes of each as a hash. */
  static Map<String, String> hashes(Path directory) throws IOException {
    var hashes = new TreeMap<String, String>();
    for (var file : files(directory, "")) {
      hashes.put(
          directory.relativize(file).toString(),
          Definitions.fingerprintOf(Files.readAllBytes(file)));
    }
    return hashes;
  }

  static List<Path> files(Path directory, String end) throws IOException {
    try (var all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(end))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  static Found read(Path trace) throws IOException {
    var definitions = Definitions.system();
    var found = new Found(definitions);
    byte[] bytes = Files.readAllBytes(trace);
    if (SimpleReader.isSimpleTrace(bytes, 0, bytes.length)) {
      new SimpleReader(definitions).read(bytes, 0, bytes.length, true, found);
    } else {
      new LogReader(definitions).read(bytes, 0, bytes.length, true, found);
    }
    return found;
  }

  static Truth truth(Path trace) throws IOException {
    var lines = Files.readAllLines(trace.resolveSibling(trace.getFileName() + ".truth.csv"));
    lines.removeIf(line -> line.startsWith("#"));
    var columns = lines.get(0).split(",", -1);
    var rows = new ArrayList<Map<String, String>>();
    for (var line : lines.subList(1, lines.size())) {
      var values = line.split(",", -1);
      var row = new TreeMap<String, String>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], values[i]);
      }
      rows.add(row);
    }
    return new Truth(rows);
  }
}
