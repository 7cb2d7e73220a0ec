package io.qtrace.cli.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The shipped pairs, states and sessions over a real trace, against a brute force over what {@code
 * decode} prints.
 */
class AggregateReferenceTest {

  private static final String DATA = System.getProperty("qtrace.test.data", "");
  private static final long MINUTE_NS = 60_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A pair as it is declared.
   *
   * @param windowMs of its only window
   */
  private record Declared(
      String name, List<String> starts, String end, String by, long windowMs, String status) {}

  private static final Declared VIRTIO =
      new Declared(
          "virtio-blk-latency",
          List.of("virtio_blk_handle_read", "virtio_blk_handle_write"),
          "virtio_blk_req_complete",
          "req",
          10_000,
          "status");
  private static final Declared DMA =
      new Declared("dma-latency", List.of("dma_blk_io"), "dma_complete", "dbs", 60_000, "ret");

  private record Paired(JsonNode start, JsonNode end, double us) {}

  @TestFactory
  Stream<DynamicTest> agreesWithABruteForce() {
    if (DATA.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "NOT RUN: -Dqtrace.test.data=DIR names no directory of real traces", () -> {}));
    }
    return Stream.of(DynamicTest.dynamicTest("sys_20m", AggregateReferenceTest::compare));
  }

  /** Whatever the file's time: the run is within one minute. */
  private static final String CLOCK = "--clock-offset-ns=30000000000";

  private static void compare() throws IOException {
    var trace = Path.of(DATA, "simple", "sys_20m.simple.zst").toString();
    var definitions = "--definitions=" + Path.of(DATA, "events", "trace-events-all-10.2.2");
    var decoded = CommandRun.of("decode", trace, definitions, CLOCK, "--format=json", "-q");
    var events = lines(decoded, "_blk_|\"dma_");
    var results =
        lines(
            CommandRun.of(
                "aggregate",
                trace,
                definitions,
                CLOCK,
                "--aggregations=aggregations/qemu.yaml",
                "--format=json",
                "-q"),
            "-latency\"|run-state-time|\"balloon\"");

    assertThat(check(VIRTIO, events, results)).isEqualTo("94 pairs, 4 ends without a start");
    assertThat(check(DMA, events, results)).isEqualTo("19 pairs, 0 ends without a start");
    assertThat(states(results))
        .hasSize(4)
        .isEqualTo(expectedStates(lines(decoded, "\"runstate_set\""), times(decoded)));
    assertThat(sessions(results))
        .isNotEmpty()
        .isEqualTo(expectedSessions(lines(decoded, "\"virtio_balloon_to_target\"")));
  }

  private static List<String> sessions(List<JsonNode> results) {
    return results.stream()
        .filter(result -> result.get("aggregation").asText().equals("balloon"))
        .map(
            result ->
                "%s to %s: %s steps to %s"
                    .formatted(
                        result.get("windowStart").asText(),
                        result.get("windowEnd").asText(),
                        result.get("steps"),
                        result.get("target").asText()))
        .toList();
  }

  /** None of them lasts for an hour. */
  private static List<String> expectedSessions(List<JsonNode> steps) {
    var expected = new ArrayList<String>();
    int first = 0;
    for (int i = 1; i <= steps.size(); i++) {
      long lastMs = Math.floorDiv(ns(steps.get(i - 1)), 1_000_000);
      if (i == steps.size() || Math.floorDiv(ns(steps.get(i)), 1_000_000) >= lastMs + 30_000) {
        expected.add(
            "%s to %s: %d steps to %s"
                .formatted(
                    Instant.ofEpochMilli(Math.floorDiv(ns(steps.get(first)), 1_000_000)),
                    Instant.ofEpochMilli(lastMs + 30_000),
                    i - first,
                    steps.get(i - 1).get("arguments").get("target").asText()));
        first = i;
      }
    }
    return expected;
  }

  private static Map<String, String> states(List<JsonNode> results) {
    var states = new TreeMap<String, String>();
    for (var result : results) {
      if (result.get("aggregation").asText().equals("run-state-time")) {
        states.put(
            result.get("windowStart").asText() + " " + result.get("state").asText(),
            "%.9f s, entered %d"
                .formatted(result.get("seconds").asDouble(), result.get("entered").asLong()));
      }
    }
    return states;
  }

  private static long[] times(CommandRun decoded) {
    var time = java.util.regex.Pattern.compile("\"timestampNs\":(\\d+)");
    return decoded
        .out()
        .lines()
        .map(time::matcher)
        .filter(java.util.regex.Matcher::find)
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .toArray();
  }

  /** A time is certain once the next one is not before it; the last event counts as it is. */
  private static Map<String, String> expectedStates(List<JsonNode> said, long[] times) {
    long endNs = ns(said.get(said.size() - 1));
    for (int i = 1; i < times.length; i++) {
      endNs = Math.max(endNs, Math.min(times[i - 1], times[i]));
    }
    var seconds = new TreeMap<String, Long>();
    var entered = new TreeMap<String, Long>();
    var state = said.get(0).get("arguments").get("current_state_str").asText();
    long fromNs = Math.min(times[0], times[1]);
    for (int i = 0; i <= said.size(); i++) {
      long toNs = i < said.size() ? ns(said.get(i)) : endNs;
      for (long at = fromNs; at < toNs; ) {
        long next = Math.min(toNs, (at / MINUTE_NS + 1) * MINUTE_NS);
        seconds.merge(minute(at) + " " + state, next - at, Long::sum);
        at = next;
      }
      if (i < said.size()) {
        state = said.get(i).get("arguments").get("new_state_str").asText();
        seconds.merge(minute(toNs) + " " + state, 0L, Long::sum);
        entered.merge(minute(toNs) + " " + state, 1L, Long::sum);
      }
      fromNs = toNs;
    }
    var expected = new TreeMap<String, String>();
    seconds.forEach(
        (key, ns) ->
            expected.put(
                key, "%.9f s, entered %d".formatted(ns / 1e9, entered.getOrDefault(key, 0L))));
    return expected;
  }

  private static Instant minute(long ns) {
    return Instant.ofEpochSecond(ns / MINUTE_NS * 60);
  }

  private static List<JsonNode> lines(CommandRun run, String pattern) throws IOException {
    var wanted = java.util.regex.Pattern.compile(pattern);
    var lines = new ArrayList<JsonNode>();
    for (var line : run.out().lines().filter(one -> wanted.matcher(one).find()).toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String check(Declared of, List<JsonNode> events, List<JsonNode> results) {
    Map<String, JsonNode> open = new HashMap<>();
    Map<String, List<Paired>> expected = new TreeMap<>();
    Map<String, Long> unmatched = new TreeMap<>();
    int pairs = 0;
    for (var event : events) {
      var name = event.get("event").asText();
      var key = event.get("arguments").path(of.by).asText();
      if (of.starts.contains(name)) {
        open.put(key, event);
      } else if (name.equals(of.end)) {
        var start = open.remove(key);
        var window = window(of, event);
        if (start == null) {
          unmatched.merge(window, 1L, Long::sum);
        } else {
          pairs++;
          double us = (ns(event) - ns(start)) / 1000.0;
          expected
              .computeIfAbsent(window + " " + group(of, start), k -> new ArrayList<>())
              .add(new Paired(start, event, us));
        }
      }
    }
    Map<String, Long> ends = new TreeMap<>();
    for (var result : results) {
      if (result.get("aggregation").asText().equals(of.name)) {
        var window = result.get("windowStart").asText();
        if (result.get("unmatchedEnds").asLong() > 0) {
          ends.put(window, result.get("unmatchedEnds").asLong());
        }
        if (result.get("requests").asLong() > 0) {
          var group = result.path("startEvent").asText() + result.path("direction").asText();
          compare(of, result, expected.remove(window + " " + group));
        }
      }
    }
    assertThat(expected).isEmpty();
    assertThat(ends).isEqualTo(unmatched);
    long without = unmatched.values().stream().mapToLong(Long::longValue).sum();
    return "%d pairs, %d ends without a start".formatted(pairs, without);
  }

  private static long ns(JsonNode event) {
    return event.get("timestampNs").asLong();
  }

  private static String window(Declared of, JsonNode event) {
    long ms = Math.floorDiv(ns(event), 1_000_000);
    return Instant.ofEpochMilli(ms / of.windowMs * of.windowMs).toString();
  }

  private static String group(Declared of, JsonNode start) {
    return of.equals(DMA)
        ? start.get("arguments").get("to_dev").asBoolean() ? "to-device" : "from-device"
        : start.get("event").asText();
  }

  private static void compare(Declared of, JsonNode result, List<Paired> pairs) {
    var sorted = pairs.stream().mapToDouble(Paired::us).sorted().toArray();
    long errors =
        pairs.stream()
            .mapToLong(pair -> pair.end.get("arguments").get(of.status).asLong())
            .filter(status -> of.equals(DMA) ? status < 0 : status != 0)
            .count();
    assertThat(result.get("requests").asLong()).isEqualTo(pairs.size());
    assertThat(result.get("errors").asLong()).isEqualTo(errors);
    assertThat(result.get("latencyMin").asDouble()).isEqualTo(sorted[0]);
    assertThat(result.get("latencyMax").asDouble()).isEqualTo(sorted[sorted.length - 1]);
    assertThat(result.get("latencySum").asDouble())
        .isCloseTo(pairs.stream().mapToDouble(Paired::us).sum(), within(1e-6));
    for (double quantile : List.of(0.5, 0.99)) {
      double exact = sorted[(int) Math.floor(quantile * (sorted.length - 1))];
      assertThat(result.get(quantile == 0.5 ? "latencyP50" : "latencyP99").asDouble())
          .isCloseTo(exact, withPercentage(1.0));
    }
    if (of.equals(VIRTIO)) {
      assertThat(result.get("sectors").asLong())
          .isEqualTo(
              pairs.stream()
                  .mapToLong(pair -> pair.start.get("arguments").get("nsectors").asLong())
                  .sum());
    }
  }
}
