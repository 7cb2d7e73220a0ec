package io.qtrace.simulator.scenario;

import io.qtrace.simulator.build.QemuVersion;
import io.qtrace.simulator.scenario.Scenario.Disks;
import io.qtrace.simulator.scenario.Scenario.Guests;
import io.qtrace.simulator.scenario.Scenario.Hosts;
import io.qtrace.simulator.scenario.Scenario.Mix;
import io.qtrace.simulator.scenario.Scenario.Plugging;
import io.qtrace.simulator.scenario.Scenario.Range;
import io.qtrace.simulator.scenario.Scenario.Resets;
import io.qtrace.simulator.scenario.Scenario.StormRule;
import io.qtrace.simulator.scenario.Scenario.Tracing;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the keys of a scenario. What is not given is as in a calm one. */
final class ScenarioReader {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** A virtio-mem device and two nodes need some. */
  private static final Range MEMORY = new Range(512 * MIB, 4096 * GIB);

  private static final Range VCPUS = new Range(1, 1024);
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int MOST_PAGES = 1 << 16;

  private final Section top;

  ScenarioReader(Section top) {
    this.top = top;
  }

  Scenario read() {
    var guests = guests(top.section("guests"));
    var mix = mix(top.section("load"));
    var disks = disks(top.section("disk"));
    var storms = top.sections("storms").stream().map(ScenarioReader::storm).toList();
    var plugging = plugging(top.section("plug"));
    var resets = resets(top.section("reset"));
    var tracing = tracing(top.section("tracing"));
    var hosts = hosts(top.section("hosts"));
    top.end();
    return new Scenario(guests, mix, disks, storms, plugging, resets, tracing, hosts);
  }

  private static Guests guests(Section of) {
    var guests =
        new Guests(
            of.value(
                "memory",
                new Range(2 * GIB, 8 * GIB),
                range(Amounts::bytes, MEMORY, "512MiB", "4TiB")),
            of.value("vcpus", new Range(2, 8), range(ScenarioReader::whole, VCPUS, "1", "1024")),
            of.value("start-within", SECOND_NS, Amounts::durationNs),
            share(of, "numa", 0.25),
            share(of, "hugetlb", 0),
            share(of, "named-memory", 0.5),
            share(of, "idle", 0),
            share(of, "hot", 0));
    if (guests.idle() + guests.hot() > 1) {
      of.problem("hot", "'idle' and 'hot' are more than 100% together");
    }
    of.end();
    return guests;
  }

  private static Mix mix(Section of) {
    var mix =
        new Mix(
            share(of, "conversions", 0.6),
            share(of, "device-access", 0.3),
            share(of, "block-io", 0.1),
            share(of, "refused", 0.002),
            share(of, "pairs", 0));
    if (mix.conversions() + mix.deviceAccesses() + mix.blockIo() == 0) {
      of.problem("conversions", "'conversions', 'device-access' and 'block-io' are all 0%");
    }
    of.end();
    return mix;
  }

  private static Disks disks(Section of) {
    var disks =
        new Disks(
            share(of, "ide", 0),
            positive(of, "latency", 80_000, Amounts::durationNs),
            share(of, "slow", 0.01),
            positive(of, "slow-latency", 10_000_000, Amounts::durationNs));
    of.end();
    return disks;
  }

  private static StormRule storm(Section of) {
    var storm =
        new StormRule(
            of.value("at", 10 * SECOND_NS, Amounts::durationNs),
            positive(of, "for", 10 * SECOND_NS, Amounts::durationNs),
            positive(of, "rate", 1000L, text -> (long) Amounts.count(text)),
            (int) positive(of, "pages", 300L, ScenarioReader::whole),
            share(of, "vms", 1));
    if (storm.pages() > MOST_PAGES) {
      of.problem("pages", "a storm has at most %,d pages".formatted(MOST_PAGES));
    }
    of.end();
    return storm;
  }

  private static Plugging plugging(Section of) {
    var plugging =
        new Plugging(
            of.value("every", 0L, Amounts::durationNs),
            of.value("size", GIB, ScenarioReader::pluggable),
            share(of, "vms", 1));
    of.end();
    return plugging;
  }

  private static long pluggable(String text) {
    long bytes = Amounts.bytes(text);
    if (bytes <= 0 || bytes % (2 * MIB) != 0) {
      throw new IllegalArgumentException(
          "'%s' is no multiple of 2 MiB, in which virtio-mem counts".formatted(text));
    }
    return bytes;
  }

  private static Resets resets(Section of) {
    var resets = new Resets(of.value("every", 0L, Amounts::durationNs), share(of, "vms", 1));
    of.end();
    return resets;
  }

  private static Tracing tracing(Section of) {
    var tracing =
        new Tracing(
            of.list("qemu", List.of(QemuVersion.V10_2), ScenarioReader::version),
            share(of, "preempted", 0.0002),
            positive(of, "writer-delay", 100_000, Amounts::durationNs),
            share(of, "stalled", 0),
            positive(of, "stall", 200_000_000, Amounts::durationNs),
            of.value("rotate", Long.MAX_VALUE, ScenarioReader::rotation),
            share(of, "killed", 0));
    of.end();
    return tracing;
  }

  private static long rotation(String text) {
    long bytes = Amounts.bytes(text);
    if (bytes < MIB) {
      throw new IllegalArgumentException("'%s' is less than 1MiB".formatted(text));
    }
    return bytes;
  }

  static QemuVersion version(String text) {
    return QemuVersion.of(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "QEMU '%s' is not simulated; known are %s"
                        .formatted(
                            text,
                            Stream.of(QemuVersion.values())
                                .map(QemuVersion::text)
                                .collect(Collectors.joining(", ")))));
  }

  private static Hosts hosts(Section of) {
    var hosts =
        new Hosts(
            of.value("start", Instant.parse("2026-01-01T00:00:00Z"), ScenarioReader::instant),
            of.value("drift-ppm", 20.0, Amounts::count),
            of.value("step-at", 0L, Amounts::durationNs),
            of.value("step-by", SECOND_NS, ScenarioReader::signed),
            share(of, "stepped", 0));
    of.end();
    return hosts;
  }

  private static long signed(String text) {
    return text.startsWith("-") ? -Amounts.durationNs(text.substring(1)) : Amounts.durationNs(text);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a time such as 2026-01-01T00:00:00Z".formatted(text), e);
    }
  }

  private static double share(Section of, String key, double byDefault) {
    return of.value(key, byDefault, Amounts::share);
  }

  private static long positive(
      Section of, String key, long byDefault, Function<String, Long> parser) {
    return of.value(
        key,
        byDefault,
        text -> {
          long value = parser.apply(text);
          if (value <= 0) {
            throw new IllegalArgumentException("'%s' has to be more than 0".formatted(key));
          }
          return value;
        });
  }

  private static long whole(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("'%s' is not a whole number".formatted(text));
    }
    return Long.parseLong(text);
  }

  /** {@code A..B}, or one value. */
  private static Function<String, Range> range(
      Function<String, Long> parser, Range bounds, String least, String most) {
    return text -> {
      var ends = text.split("\\.\\.", 2);
      var range = new Range(parser.apply(ends[0]), parser.apply(ends[ends.length - 1]));
      if (range.least() > range.most()) {
        throw new IllegalArgumentException("'%s' begins behind its end".formatted(text));
      }
      if (range.least() < bounds.least() || range.most() > bounds.most()) {
        throw new IllegalArgumentException(
            "'%s' is not between %s and %s".formatted(text, least, most));
      }
      return range;
    };
  }
}
