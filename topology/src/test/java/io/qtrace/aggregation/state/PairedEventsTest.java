package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.SimpleTrace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes of starts and ends, and of those that find none. */
class PairedEventsTest {

  private static final String FILE =
      """
      aggregations:
        - name: requests
          pair: {start: begin, end: finish, by: id, within: 20s}
          group-by: [start.kind]
          window: 10s
          measures:
            n: count
            errors: count(end.ret < 0)
            latency: quantiles(latency_us, 0.5)
          limits: {starts: %d}
      """;

  private static final int BEGIN = 2;
  private static final int FINISH = 3;
  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private final TracedVm vm = new TracedVm();
  private SimpleTrace trace = header();

  private static SimpleTrace header() {
    return new SimpleTrace().header().mapping(BEGIN, "begin").mapping(FINISH, "finish");
  }

  private void begin(double second, int id, int kind) {
    trace.event(BEGIN, START_NS + (long) (second * SECOND), id, kind, "me");
  }

  private void finish(double second, int id, int ret) {
    trace.event(FINISH, START_NS + (long) (second * SECOND), id, ret);
  }

  private List<String> results(int starts) {
    vm.declare(FILE.formatted(starts));
    vm.whole(trace.toBytes());
    vm.silence();
    return sentences();
  }

  /** {@code 0: kind=1 n=2 errors=0, sum of latencies in us} and what finds no other. */
  private List<String> sentences() {
    return vm.results().stream()
        .map(
            result -> {
              var values = result.values();
              var lacks = new ArrayList<String>();
              for (var lack : List.of("unmatchedEnds", "unfinished", "abandoned", "restarted")) {
                if (!Long.valueOf(0).equals(values.get(lack))) {
                  lacks.add(values.get(lack) + " " + lack);
                }
              }
              return "%s: kind=%s n=%s errors=%s %s %s"
                  .formatted(
                      values.get("windowStart").toString().substring(17, 19),
                      values.get("startKind"),
                      values.get("n"),
                      values.get("errors"),
                      values.get("latencySum"),
                      lacks);
            })
        .toList();
  }

  @Test
  void measuresFromTheStartToTheEnd() {
    begin(1, 7, 1);
    begin(2, 8, 2);
    finish(2.5, 7, 0);
    begin(3, 9, 1);
    finish(3.25, 9, -5);
    finish(11, 8, 0);

    assertThat(results(10))
        .containsExactly(
            "20: kind=1 n=2 errors=1 1750000.0 []", "30: kind=2 n=1 errors=0 9000000.0 []");
  }

  @Test
  void countsWhatFindsNoOther() {
    finish(1, 1, 0);
    begin(2, 2, 1);
    begin(3, 2, 1);
    begin(4, 3, 1);
    finish(22.5, 2, 0);
    finish(24.5, 3, 0);
    begin(60, 4, 1);
    begin(61, 5, 1);

    assertThat(results(10))
        .containsExactly(
            "20: kind=null n=0 errors=0 0.0 [1 unmatchedEnds, 1 restarted]",
            "40: kind=1 n=1 errors=0 1.95E7 [1 unmatchedEnds, 1 unfinished]");
    assertThat(vm.openStarts()).isEqualTo(2);
  }

  @Test
  void givesTheOldestUpWhereThereIsNoRoom() {
    for (int i = 0; i < 30; i++) {
      begin(1 + i / 10.0, i, 1);
    }
    for (int i = 0; i < 30; i++) {
      finish(5 + i / 10.0, i, 0);
    }

    assertThat(results(4))
        .containsExactly("20: kind=1 n=4 errors=0 1.6E7 [26 unmatchedEnds, 26 unfinished]");
  }

  @Test
  void endsOfAnotherProcessEndNothing() {
    begin(1, 7, 1);
    trace.pid(4712);
    finish(2, 7, 0);
    begin(3, 7, 2);
    finish(4, 7, 0);
    begin(60, 8, 1);
    begin(61, 9, 1);

    assertThat(results(10))
        .containsExactly(
            "20: kind=2 n=1 errors=0 1000000.0 [1 unmatchedEnds]",
            "40: kind=null n=0 errors=0 0.0 [1 abandoned]");
  }

  @Test
  void goesOnWithOpenStartsBehindAnEdit() {
    vm.declare(FILE.formatted(10));
    begin(1, 7, 1);
    vm.chunk(trace.toBytes());
    vm.declare(
        FILE.formatted(10).replace("  n: count", "  n: count\n      longest: max(latency_ms)"));
    trace = new SimpleTrace();
    begin(2, 8, 1);
    finish(3, 8, 0);
    finish(11, 7, 0);
    vm.chunk(trace.toBytes());
    vm.restart();
    vm.silence();

    assertThat(sentences())
        .containsExactly(
            "20: kind=1 n=1 errors=0 1000000.0 []", "30: kind=1 n=1 errors=0 1.0E7 []");
    assertThat(vm.results().get(1).values().get("longest")).isEqualTo(10_000.0);
  }

  /** In order of time, so that a brute force knows what is open. */
  @Property(tries = 100)
  @Tag("long")
  void agreesWithABruteForceHoweverItIsCut(@ForAll long seed) {
    var random = new Random(seed);
    var all = new TracedVm();
    all.declare(FILE.formatted(1000));
    var brute = new Brute();
    all.chunk(header().toBytes());
    double now = 0;
    double before = 0;
    for (int chunks = random.nextInt(40); chunks >= 0; chunks--) {
      trace = new SimpleTrace();
      for (int left = random.nextInt(30); left > 0; left--) {
        before = now;
        now += random.nextInt(random.nextInt(20) == 0 ? 25 : 2) + random.nextInt(1000) / 1000.0;
        int id = random.nextInt(6);
        if (random.nextBoolean()) {
          int kind = random.nextInt(3);
          begin(now, id, kind);
          brute.begin(now, id, kind);
        } else {
          finish(now, id, 0);
          brute.finish(now, id);
        }
      }
      all.chunk(trace.toBytes());
      if (random.nextInt(4) == 0) {
        all.restart();
      }
    }
    all.silence();

    var counts = new TreeMap<String, Long>();
    var windows = new TreeMap<String, Long>();
    for (var result : all.results()) {
      var values = result.values();
      counts.merge("n " + values.get("startKind"), (Long) values.get("n"), Long::sum);
      for (var lack : List.of("unmatchedEnds", "restarted", "unfinished")) {
        windows.put(values.get("windowStart") + lack, (Long) values.get(lack));
      }
    }
    windows.forEach((key, n) -> counts.merge(key.replaceFirst(".*Z", ""), n, Long::sum));
    counts.values().removeIf(count -> count == 0);
    brute.end(before);
    assertThat(counts).isEqualTo(brute.counts);
  }

  private static final class Brute {

    private record Begun(double at, int kind) {}

    final Map<String, Long> counts = new TreeMap<>();
    private final Map<Integer, Begun> open = new LinkedHashMap<>();

    void begin(double at, int id, int kind) {
      var before = open.remove(id);
      if (before != null) {
        add(ns(at) - ns(before.at) > 20 * SECOND ? "unfinished" : "restarted");
      }
      open.put(id, new Begun(at, kind));
    }

    void finish(double at, int id) {
      var begun = open.remove(id);
      if (begun != null && ns(at) - ns(begun.at) <= 20 * SECOND) {
        add("n " + begun.kind);
        return;
      }
      if (begun != null) {
        add("unfinished");
      }
      add("unmatchedEnds");
    }

    /** The last event but one was then: the time that is certain. */
    void end(double certain) {
      for (var begun : open.values()) {
        if (ns(begun.at) / MILLI + 20_000 < ns(certain) / MILLI) {
          add("unfinished");
        }
      }
    }

    private void add(String what) {
      counts.merge(what, 1L, Long::sum);
    }

    private static long ns(double second) {
      return (long) (second * SECOND);
    }
  }
}
