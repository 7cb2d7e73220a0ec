package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.SimpleTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Time in states, however a trace is cut and edited, against adding it up by the millisecond. */
@Tag("slow")
class StatesPropertyTest {

  /** The limit has no effect but to make it another aggregation. */
  private static final String FILE =
      """
      aggregations:
        - name: modes
          state: {event: mode, value: now, by: id}
          where: state != "c"
          window: [10s, 1m/20s]
          measures: {seconds: time_in, entered: transitions}
          limits: {text: %d}
      """;

  private static final int TICK = 1;
  private static final int MODE = 4;
  private static final long MILLI = 1_000_000;
  private static final long START_MS = 1_700_000_000_000L;

  private record Said(long ms, int id, String state) {}

  private final List<Said> said = new ArrayList<>();
  private long lastMs;
  private long certainMs;

  @Property(tries = 100)
  void agreesWithABruteForce(@ForAll long seed) {
    said.clear();
    lastMs = START_MS;
    certainMs = START_MS;
    var random = new Random(seed);
    var vm = new TracedVm();
    vm.declare(FILE.formatted(100));
    vm.chunk(new SimpleTrace().header().mapping(TICK, "tick").mapping(MODE, "mode").toBytes());
    for (int chunks = random.nextInt(40); chunks >= 0; chunks--) {
      vm.chunk(chunk(random));
      if (random.nextInt(4) == 0) {
        vm.restart();
      }
      if (random.nextInt(6) == 0) {
        vm.declare(FILE.formatted(16 + random.nextInt(8)));
      }
    }
    vm.silence();

    var actual = new TreeMap<String, String>();
    for (var result : vm.results()) {
      var values = result.values();
      var key =
          key(
              (String) values.get("window"),
              (Instant) values.get("windowStart"),
              values.get("state"));
      assertThat(values.get("complete")).as(key).isEqualTo(true);
      assertThat(
              actual.put(key, "%s s, %s".formatted(values.get("seconds"), values.get("entered"))))
          .as("%s comes once", key)
          .isNull();
    }
    assertThat(actual).isEqualTo(expected());
  }

  /** In order of time. */
  private byte[] chunk(Random random) {
    var trace = new SimpleTrace();
    for (int left = random.nextInt(20); left > 0; left--) {
      certainMs = lastMs;
      lastMs += random.nextInt(random.nextInt(15) == 0 ? 200_000 : 1500);
      if (random.nextInt(3) == 0) {
        trace.event(TICK, lastMs * MILLI);
      } else {
        var one = new Said(lastMs, random.nextInt(4), "abc".substring(random.nextInt(3)));
        said.add(one);
        trace.event(MODE, lastMs * MILLI, one.id, "", one.state);
        certainMs = lastMs; // at the end it counts
      }
    }
    return trace.toBytes();
  }

  private static String key(String window, Instant start, Object state) {
    return "%s %s %s".formatted(window, start, state);
  }

  private Map<String, String> expected() {
    var ms = new TreeMap<String, Long>();
    var entered = new TreeMap<String, Long>();
    for (int id = 0; id < 4; id++) {
      int thing = id;
      var own = said.stream().filter(one -> one.id == thing).toList();
      for (int i = 0; i < own.size(); i++) {
        var one = own.get(i);
        long toMs = i + 1 < own.size() ? own.get(i + 1).ms : Math.max(one.ms, certainMs);
        boolean isOther = i == 0 || !own.get(i - 1).state.equals(one.state);
        if (!one.state.equals("c")) {
          add(one, toMs, isOther, 10_000, 10_000, "10s", ms, entered);
          add(one, toMs, isOther, 60_000, 20_000, "1m/20s", ms, entered);
        }
      }
    }
    var all = new TreeMap<String, String>();
    ms.forEach(
        (key, sum) ->
            all.put(key, "%s s, %s".formatted(sum / 1000.0, entered.getOrDefault(key, 0L))));
    return all;
  }

  private static void add(
      Said one,
      long toMs,
      boolean isOther,
      long size,
      long advance,
      String window,
      Map<String, Long> ms,
      Map<String, Long> entered) {
    for (long start = one.ms / advance * advance - size + advance;
        start <= toMs;
        start += advance) {
      long inside = Math.min(toMs, start + size) - Math.max(one.ms, start);
      var key = key(window, Instant.ofEpochMilli(start), one.state);
      boolean begins = isOther && one.ms >= start && one.ms < start + size;
      if (inside > 0 || begins) {
        ms.merge(key, Math.max(0, inside), Long::sum);
      }
      if (begins) {
        entered.merge(key, 1L, Long::sum);
      }
    }
  }
}
