package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.window.Result;
import io.qtrace.testing.SimpleTrace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Whatever edits there are: each window is of one definition, and none is lost. */
@Tag("slow")
class EditedSumsTest {

  private static final String STEPS =
      """
        - name: %s
          from: op
          window: [10s, 1m/10s]
          measures: {ops: count, big: count(length >= %d)}
      """;

  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;

  private record Op(long atMs, int length) {}

  private final Map<String, Integer> limitOf = new HashMap<>();
  private final List<Op> ops = new ArrayList<>();
  private TracedVm vm = new TracedVm();

  @Property(tries = 100)
  @Tag("long")
  void everyWindowIsOfOneDefinitionAndNoneIsLost(@ForAll long seed) {
    limitOf.clear();
    ops.clear();
    vm = new TracedVm();
    play(new Random(seed));

    var seen = new HashSet<String>();
    for (var result : vm.results()) {
      if (Boolean.TRUE.equals(result.values().get("complete"))) {
        var window = window(result);
        assertThat(seen.add(window)).as("%s comes once", window).isTrue();
        assertThat(counts(result)).as(window).isEqualTo(expected(result));
      } else {
        assertThat(result.values().get("aggregation")).isEqualTo("sometimes");
      }
    }
    var missing = windowsWithOps();
    missing.removeAll(seen);
    assertThat(missing).isEmpty();
  }

  /** What is taken out of the file is published early, and what comes back begins anew. */
  private void play(Random random) {
    edit(random);
    vm.chunk(new SimpleTrace().header().mapping(0, "op").toBytes());
    int chunks = 5 + random.nextInt(60);
    long nowMs = START_NS / MILLI;
    for (int i = 0; i < chunks; i++) {
      var chunk = new SimpleTrace();
      for (int left = random.nextInt(30); left > 0; left--) {
        nowMs += random.nextInt(random.nextInt(20) == 0 ? 40_000 : 900);
        // In order within the grace, as threads are.
        var op = new Op(nowMs - random.nextInt(400), random.nextInt(10));
        ops.add(op);
        chunk.event(0, op.atMs * MILLI, op.length, 0, "");
      }
      vm.chunk(chunk.toBytes());
      if (random.nextInt(4) == 0) {
        edit(random);
      }
      if (random.nextInt(4) == 0) {
        vm.restart();
      }
    }
    vm.silence();
  }

  private void edit(Random random) {
    var file = new StringBuilder("aggregations:\n");
    file.append(STEPS.formatted("always", random.nextInt(10)));
    if (random.nextBoolean()) {
      file.append(STEPS.formatted("sometimes", random.nextInt(10)));
    }
    vm.declare(file.toString());
    for (var aggregation :
        Aggregations.parse("a.yaml", file.toString().getBytes(StandardCharsets.UTF_8)).all()) {
      var text = aggregation.measures().get(1).node().getValue();
      limitOf.put(aggregation.identity(), Integer.parseInt(text.replaceAll("\\D", "")));
    }
  }

  private static String window(Result result) {
    var values = result.values();
    return "%s %s %s"
        .formatted(values.get("aggregation"), values.get("window"), values.get("windowStart"));
  }

  private static List<Object> counts(Result result) {
    return List.of(result.values().get("ops"), result.values().get("big"));
  }

  private List<Object> expected(Result result) {
    long from = ((Instant) result.values().get("windowStart")).toEpochMilli();
    long to = ((Instant) result.values().get("windowEnd")).toEpochMilli();
    int limit = limitOf.get(result.values().get("definition"));
    var inside = ops.stream().filter(op -> op.atMs >= from && op.atMs < to).toList();
    return List.of((long) inside.size(), inside.stream().filter(op -> op.length >= limit).count());
  }

  private Set<String> windowsWithOps() {
    var windows = new HashSet<String>();
    for (var op : ops) {
      long start = op.atMs / 10_000 * 10_000;
      windows.add("always 10s " + Instant.ofEpochMilli(start));
      for (int i = 0; i < 6; i++) {
        windows.add("always 1m/10s " + Instant.ofEpochMilli(start - i * 10_000L));
      }
    }
    return windows;
  }
}
