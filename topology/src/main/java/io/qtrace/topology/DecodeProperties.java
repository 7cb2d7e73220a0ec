package io.qtrace.topology;

import io.qtrace.alert.rule.InvalidRulesException;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.conversion.window.WindowSpec;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.InvalidTraceEventsException;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.topic.Routes;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a {@link DecodeConfig} out of flat properties and collects all that is wrong with them. */
final class DecodeProperties {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern ROUTE = Pattern.compile("route\\.(\\d{1,9})");
  private static final String KAFKA = "kafka.";
  private static final String REGISTRY = "registry.";

  private final Map<String, String> left;
  private final List<String> problems = new ArrayList<>();

  DecodeProperties(Map<String, String> properties) {
    left = new HashMap<>(properties);
  }

  DecodeConfig read() {
    var kafka = withPrefix(KAFKA);
    var registry = withPrefix(REGISTRY);
    var topics = topics();
    var routes = routes();
    var definitions = value("definitions.default", "system", this::definitions);
    var waiting =
        new DecodeConfig.Waiting(
            value("definitions.wait", "5m", DecodeProperties::duration),
            value("definitions.wait.bytes", "67108864", text -> number(text, 0, Long.MAX_VALUE)));
    var conversions =
        new ConversionConfig(
            value("conversions.enabled", "true", DecodeProperties::flag),
            value("conversions.records", "all", DecodeProperties::allOrNone),
            value("conversions.windows", "10s,1m", WindowSpec::parseAll),
            value("conversions.grace", "5s", DecodeProperties::duration),
            value("conversions.idle.timeout", "30s", DecodeProperties::duration),
            value("conversions.future.limit", "1h", DecodeProperties::duration));
    var streams =
        new DecodeConfig.Streams(
            count("threads", Integer.toString(defaultThreads()), 256),
            value("state.dir", defaultStateDirectory(), Path::of),
            value("guarantee", "exactly_once_v2", DecodeProperties::guarantee),
            kafka);
    var config =
        new DecodeConfig(
            text("bootstrap", "localhost:9092"),
            new RegistryAddress(
                text("registry", "http://localhost:8081/apis/ccompat/v7"), registry),
            value("schemas.register", "true", DecodeProperties::flag)
                ? RegistryAccess.REGISTER
                : RegistryAccess.LOOK_UP,
            text("application.id", "qtrace"),
            topics,
            routes,
            definitions,
            waiting,
            conversions,
            streams,
            value("alert.rules", "", DecodeProperties::alertRules),
            new DecodeConfig.Metrics(
                value("metrics.ram.blocks", "1000", text -> (int) number(text, 0, 100_000)),
                value("metrics.keep", "15m", DecodeProperties::duration)));
    new TreeSet<>(left.keySet()).forEach(name -> problems.add(name + ": not a known property"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return config;
  }

  private TopicPlan topics() {
    return new TopicPlan(
        value("topics.prefix", TopicNames.DEFAULT_PREFIX, TopicNames::new),
        count("topics.partitions.raw", "4", 10_000),
        count("topics.partitions.event", "4", 10_000),
        value("topics.replication", "-1", DecodeProperties::replication),
        value("topics.retention.raw", "7d", DecodeProperties::retention),
        value("topics.retention.event", "forever", DecodeProperties::retention));
  }

  private Routes routes() {
    var rules =
        left.keySet().stream()
            .filter(name -> ROUTE.matcher(name).matches())
            .sorted(Comparator.comparingInt(DecodeProperties::routeNumber))
            .toList();
    var texts = new ArrayList<String>();
    for (var name : rules) {
      texts.add(value(name, "*:own", DecodeProperties::checkedRoute));
    }
    return Routes.parse(texts);
  }

  private static int routeNumber(String name) {
    return Integer.parseInt(name.substring(name.indexOf('.') + 1));
  }

  private static String checkedRoute(String text) {
    Routes.parse(List.of(text));
    return text;
  }

  private Definitions definitions(String file) {
    if (file.equals("system")) {
      return Definitions.system();
    }
    try {
      return Definitions.parse(file, Files.readAllBytes(Path.of(file)));
    } catch (InvalidTraceEventsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("can not read " + file + " (" + e + ")", e);
    }
  }

  private static Optional<RuleFile> alertRules(String file) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RuleFile.open(Path.of(file)));
    } catch (InvalidRulesException e) {
      throw new IllegalArgumentException(
          "%s has %s\n%s".formatted(file, e.count(), e.getMessage()), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("can not read " + file + " (" + e + ")", e);
    }
  }

  private static Guarantee guarantee(String text) {
    for (var guarantee : Guarantee.values()) {
      if (guarantee.kafkaName().equals(text)) {
        return guarantee;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not exactly_once_v2 or at_least_once");
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
    };
  }

  private static boolean allOrNone(String text) {
    return switch (text) {
      case "all" -> true;
      case "none" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is not all or none");
    };
  }

  private static Optional<Duration> retention(String text) {
    return text.equals("forever") ? Optional.empty() : Optional.of(duration(text));
  }

  private static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 500ms, 30s, 5m, 12h or 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static short replication(String text) {
    return text.equals("-1") ? -1 : (short) number(text, 1, Short.MAX_VALUE);
  }

  private int count(String name, String absent, int max) {
    return value(name, absent, text -> (int) number(text, 1, max));
  }

  private static long number(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below fits this too.
    }
    throw new IllegalArgumentException(
        "'%s' is not a number from %d to %d".formatted(text, min, max));
  }

  private String text(String name, String absent) {
    return value(
        name,
        absent,
        text -> {
          if (text.isBlank()) {
            throw new IllegalArgumentException("is empty");
          }
          return text.strip();
        });
  }

  /** A bad value is noted, and the default stands in for it until all are read. */
  private <T> T value(String name, String absent, Function<String, T> parser) {
    var text = left.remove(name);
    if (text == null) {
      return parser.apply(absent);
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      problems.add(name + ": " + e.getMessage());
      return parser.apply(absent);
    }
  }

  private Map<String, String> withPrefix(String prefix) {
    var found = new HashMap<String, String>();
    for (var name : List.copyOf(left.keySet())) {
      if (name.startsWith(prefix)) {
        var value = left.remove(name);
        found.put(name.substring(prefix.length()), value == null ? "" : value);
      }
    }
    return found;
  }

  private static int defaultThreads() {
    return Math.min(4, Runtime.getRuntime().availableProcessors());
  }

  private static String defaultStateDirectory() {
    var home = Path.of(System.getProperty("user.home", "/"));
    // In /tmp anybody could have made it before us; there only a user without a home has it.
    var parent =
        Files.isWritable(home)
            ? home.resolve(".local/state")
            : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    return parent.resolve("qtrace-state").toString();
  }
}
