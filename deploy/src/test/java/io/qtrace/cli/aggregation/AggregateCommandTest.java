package io.qtrace.cli.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregateCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static final String DISCARDS =
      """
      aggregations:
        - name: discards
          from: ram_block_discard_range
          where: ret == 0 && length > 4096
          group-by: [rbname]
          window: [10s, 1m/20s]
          measures:
            n: count
            large: count(length >= 2097152)
            bytes: sum(length)
            per_second: rate(length)
            least: min(length)
            most: max(length)
            mean: avg(length)
            latest: last(hva)
            places: distinct(hva)
            size: quantiles(length, 0.5, 0.99)
      """;

  @TempDir Path directory;

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  /** Some minutes of discards and exits, mostly in order. */
  private String trace() throws IOException {
    var random = new SplittableRandom(11);
    var log = new StringBuilder();
    long ns = Instant.parse("2026-01-02T03:04:00Z").toEpochMilli() * 1_000_000;
    for (int i = 0; i < 4_000; i++) {
      ns += random.nextInt(100_000_000);
      long stamp = ns - random.nextInt(5) * 1_000_000L;
      var time = Instant.ofEpochSecond(stamp / 1_000_000_000, stamp % 1_000_000_000 / 1000 * 1000);
      if (random.nextInt(3) == 0) {
        log.append("%s kvm_run_exit cpu_index %d, reason 2\n".formatted(at(time), i % 4));
      } else {
        log.append(
            "%s ram_block_discard_range %s@0x%x + 0x%x: madvise: 1 fallocate: 0 ret: %d\n"
                .formatted(
                    at(time),
                    random.nextBoolean() ? "pc.ram" : "vga.vram",
                    0x7f0000000000L + 4096L * random.nextInt(150),
                    4096L << random.nextInt(12),
                    random.nextInt(8) == 0 ? -22 : 0));
      }
    }
    return write("qemu.log", log.toString());
  }

  private static String at(Instant time) {
    return java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
        .withZone(java.time.ZoneOffset.UTC)
        .format(time);
  }

  private static List<JsonNode> lines(CommandRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    var lines = new ArrayList<JsonNode>();
    for (var line : run.out().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void agreesWithWhatDecodedEventsAddUpTo() throws IOException {
    var trace = trace();
    var file = write("a.yaml", DISCARDS);
    var events = lines(CommandRun.of("decode", trace, "--format=json", "-q"));

    var results =
        lines(
            CommandRun.of(
                "aggregate", trace, "--aggregations=" + file, "--format=json", "--vm=vm-7", "-q"));

    var got = new TreeMap<String, String>();
    for (var result : results) {
      got.put(
          "%s %s %s"
              .formatted(
                  text(result, "window"), text(result, "windowStart"), text(result, "rbname")),
          measured(result));
      assertThat(text(result, "vm")).isEqualTo("vm-7");
      assertThat(result.get("complete").asBoolean()).isTrue();
    }
    var expected = new TreeMap<String, String>();
    bruteForce(events, "10s", 10_000, 10_000, expected);
    bruteForce(events, "1m/20s", 60_000, 20_000, expected);
    assertThat(expected).hasSizeGreaterThan(60);
    assertThat(got).isEqualTo(expected);
    assertThat(results).hasSameSizeAs(expected.keySet());
  }

  private static String text(JsonNode object, String field) {
    return object.get(field).asText();
  }

  private static String measured(JsonNode result) {
    var text = new StringBuilder();
    for (var field :
        List.of("n", "large", "bytes", "perSecond", "least", "most", "mean", "latest", "places")) {
      text.append(field).append('=').append(text(result, field)).append(' ');
    }
    for (var field : List.of("sizeP50", "sizeP99")) {
      // every length is a power of two, so 1 % is enough to tell which
      text.append(Math.round(Math.log(result.get(field).asDouble()) / Math.log(2))).append(' ');
    }
    return text
        + text(result, "sizeMin")
        + " "
        + text(result, "sizeMax")
        + " "
        + text(result, "sizeSum");
  }

  private static void bruteForce(
      List<JsonNode> events, String window, long sizeMs, long advanceMs, Map<String, String> into) {
    var groups = new TreeMap<String, List<JsonNode>>();
    for (var event : events) {
      var arguments = event.get("arguments");
      if (!text(event, "event").equals("ram_block_discard_range")
          || arguments.get("ret").asLong() != 0
          || arguments.get("length").asLong() <= 4096) {
        continue;
      }
      long ms = Math.floorDiv(event.get("timestampNs").asLong(), 1_000_000);
      long first = Math.floorDiv(ms - sizeMs, advanceMs) * advanceMs + advanceMs;
      for (long start = first; start <= ms; start += advanceMs) {
        var key =
            "%s %s %s".formatted(window, Instant.ofEpochMilli(start), text(arguments, "rbname"));
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
      }
    }
    groups.forEach((key, of) -> into.put(key, measured(of, sizeMs)));
  }

  private static String measured(List<JsonNode> events, long sizeMs) {
    var lengths = new ArrayList<Long>();
    var places = new TreeSet<String>();
    JsonNode latest = events.get(0);
    for (var event : events) {
      lengths.add(event.get("arguments").get("length").asLong());
      places.add(text(event.get("arguments"), "hva"));
      latest =
          event.get("timestampNs").asLong() >= latest.get("timestampNs").asLong() ? event : latest;
    }
    lengths.sort(null);
    int n = lengths.size();
    long sum = lengths.stream().mapToLong(Long::longValue).sum();
    return "n=%d large=%d bytes=%d perSecond=%s least=%d most=%d mean=%s latest=%s places=%d %d %d %d %d %d"
        .formatted(
            n,
            lengths.stream().filter(length -> length >= 2_097_152).count(),
            sum,
            Double.toString(sum / (sizeMs / 1000.0)),
            lengths.get(0),
            lengths.get(n - 1),
            Double.toString((double) sum / n),
            text(latest.get("arguments"), "hva"),
            places.size(),
            63 - Long.numberOfLeadingZeros(lengths.get((int) (0.5 * (n - 1)))),
            63 - Long.numberOfLeadingZeros(lengths.get((int) (0.99 * (n - 1)))),
            lengths.get(0),
            lengths.get(n - 1),
            sum);
  }

  @Test
  void groupsBeyondTheLimitAreOneAndTotalsStayExact() throws IOException {
    var trace = trace();
    var file =
        write(
            "a.yaml",
            """
            aggregations:
              - name: places
                from: ram_block_discard_range
                group-by: [hva]
                window: 1d
                measures: {n: count}
                limits: {groups: 20}
                top: {k: 5, by: n}
              - name: all
                from: $event
                group-by: [event]
                window: 1d
                measures: {n: count}
            """);

    var results =
        lines(CommandRun.of("aggregate", trace, "--aggregations=" + file, "--format=json", "-q"));

    var places = results.stream().filter(r -> text(r, "aggregation").equals("places")).toList();
    assertThat(places).hasSize(7);
    assertThat(places.get(5).get("others").asBoolean()).isTrue();
    assertThat(places.get(6).get("overflow").asBoolean()).isTrue();
    assertThat(places.get(6).get("overflowGroups").asLong()).isEqualTo(130);
    assertThat(places).allMatch(place -> place.get("approximate").asBoolean());
    long discards =
        results.stream()
            .filter(r -> r.path("event").asText().equals("ram_block_discard_range"))
            .mapToLong(r -> r.get("n").asLong())
            .sum();
    assertThat(places.stream().mapToLong(place -> place.get("n").asLong()).sum())
        .isEqualTo(discards);
  }

  @Test
  void printsTablesAndCsv() throws IOException {
    var trace =
        write(
            "small.log",
            """
            2026-01-02T03:04:00.000100Z kvm_run_exit cpu_index 0, reason 2
            2026-01-02T03:04:01.000100Z kvm_run_exit cpu_index 1, reason 2
            2026-01-02T03:04:02.000100Z kvm_run_exit cpu_index 1, reason 39
            """);
    var file =
        write(
            "a.yaml",
            """
            aggregations:
              - name: exits
                from: kvm_run_exit
                group-by: [reason]
                window: 10s
                measures: {exits: count, vcpus: distinct(cpu_index), odd: max(10 / cpu_index)}
            """);

    assertThat(CommandRun.of("aggregate", trace, "--aggregations=" + file))
        .isEqualTo(
            new CommandRun(
                0,
                """
                exits
                window start             window  reason                            exits          vcpus            odd  complete
                2026-01-02T03:04:00Z        10s  2                                     1              1             10  no: 1 without a value
                2026-01-02T03:04:00Z        10s  39                                    1              1             10  no: 1 without a value
                """,
                """
                %1$s: 3 events, 0 dropped records, 0 bytes rejected
                %1$s: left out 1 event without an exact value (division by zero, overflow)
                """
                    .formatted(trace)));
    var csv = CommandRun.of("aggregate", trace, "--aggregations=" + file, "--format=csv", "-q");
    assertThat(csv.err()).isEmpty();
    assertThat(csv.out().lines().map(line -> line.replaceAll(",[0-9a-f]{8}$", ",…")))
        .containsExactly(
            "aggregation,vm,host,reason,window,windowStart,windowEnd,exits,vcpus,odd,overflow,others,"
                + "overflowGroups,approximate,saturated,failed,lateEvents,droppedEvents,complete,definition",
            "exits,,,2,10s,2026-01-02T03:04:00Z,2026-01-02T03:04:10Z,1,1,10,false,false,0,false,false,1,0,0,false,…",
            "exits,,,39,10s,2026-01-02T03:04:00Z,2026-01-02T03:04:10Z,1,1,10,false,false,0,false,false,1,0,0,false,…");
  }
}
