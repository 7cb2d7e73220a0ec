package io.qtrace.topology.config;

import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.alert.rule.InvalidRulesException;
import io.qtrace.alert.rule.MadeWindows;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.text.Nearest;
import io.qtrace.text.Reasons;
import io.qtrace.topic.Routes;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.setting.InvalidSettingsException;
import io.qtrace.topology.setting.InvalidSettingsException.Problem;
import io.qtrace.topology.setting.KafkaKeys;
import io.qtrace.topology.setting.Setting;
import io.qtrace.topology.setting.StageSettings;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads a {@link DecodeConfig} out of flat properties and collects all that is wrong with them. */
final class DecodeProperties {

  private static final Pattern ROUTE = Pattern.compile("route\\.(\\d{1,9})");
  private static final String ROUTES = "route.";
  private static final String KAFKA = "kafka.";
  private static final String REGISTRY = "registry.";

  private final Map<String, String> given;
  private final Map<String, String> left;
  private final UnaryOperator<String> origins;
  private final List<Problem> problems = new ArrayList<>();

  DecodeProperties(Map<String, String> properties, UnaryOperator<String> origins) {
    this.given = Map.copyOf(properties);
    this.left = new HashMap<>(properties);
    this.origins = origins;
  }

  DecodeConfig read() {
    var conversions = conversions();
    var config =
        new DecodeConfig(
            value(StageSettings.BOOTSTRAP),
            new RegistryAddress(value(StageSettings.REGISTRY), withPrefix(REGISTRY)),
            value(StageSettings.SCHEMAS_REGISTER)
                ? RegistryAccess.REGISTER
                : RegistryAccess.LOOK_UP,
            value(StageSettings.APPLICATION_ID),
            topics(),
            routes(),
            value(StageSettings.DEFINITIONS),
            new DecodeConfig.Waiting(
                value(StageSettings.DEFINITIONS_WAIT), value(StageSettings.DEFINITIONS_WAIT_BYTES)),
            conversions,
            streams(),
            value(StageSettings.ALERT_RULES).flatMap(file -> alertRules(file, conversions)),
            value(StageSettings.AGGREGATIONS).flatMap(this::aggregations),
            new DecodeConfig.Metrics(
                value(StageSettings.METRIC_BLOCKS), value(StageSettings.METRICS_KEEP)));
    noteUnknown();
    throwIfAny();
    return config;
  }

  private void noteUnknown() {
    for (var setting : new TreeMap<>(given).entrySet()) {
      var name = setting.getKey();
      if (name.startsWith(KAFKA)) {
        noteKafka(name, name.substring(KAFKA.length()), setting.getValue());
      } else if (!StageSettings.KEYS.contains(name) && !isOfFamily(name)) {
        note(
            name,
            name.startsWith(ROUTES)
                ? "routes are numbered, and read in that order: route.1, route.2, …"
                : "unknown setting" + Nearest.question(name, StageSettings.proposals(name)));
      }
    }
  }

  private void noteKafka(String name, String key, String value) {
    KafkaKeys.meant(key)
        .ifPresent(
            meant ->
                note(
                    name,
                    "no client of Kafka reads it; did you mean '%s'?".formatted(KAFKA + meant)));
    KafkaKeys.problem(key, value).ifPresent(problem -> note(name, problem));
  }

  private static boolean isOfFamily(String name) {
    return name.startsWith(KAFKA) || name.startsWith(REGISTRY) || ROUTE.matcher(name).matches();
  }

  /** The windows that rules may look at; the values of all other settings are not read. */
  MadeWindows windows() {
    var windows = made(value(StageSettings.WINDOWS));
    noteUnknown();
    throwIfAny();
    return windows;
  }

  private void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  private ConversionConfig conversions() {
    return new ConversionConfig(
        value(StageSettings.CONVERSIONS),
        value(StageSettings.CONVERSION_RECORDS),
        value(StageSettings.WINDOWS),
        value(StageSettings.GRACE),
        value(StageSettings.IDLE_TIMEOUT),
        value(StageSettings.FUTURE_LIMIT));
  }

  private DecodeConfig.Streams streams() {
    return new DecodeConfig.Streams(
        value(StageSettings.THREADS),
        value(StageSettings.STATE_DIR),
        value(StageSettings.GUARANTEE),
        withPrefix(KAFKA));
  }

  private TopicPlan topics() {
    return new TopicPlan(
        value(StageSettings.TOPICS_PREFIX),
        value(StageSettings.RAW_PARTITIONS),
        value(StageSettings.EVENT_PARTITIONS),
        value(StageSettings.REPLICATION),
        value(StageSettings.MAX_EVENT_TOPICS),
        value(StageSettings.RAW_RETENTION),
        value(StageSettings.EVENT_RETENTION));
  }

  private Routes routes() {
    var texts = new ArrayList<String>();
    left.keySet().stream()
        .filter(name -> ROUTE.matcher(name).matches())
        .sorted(Comparator.comparingInt(DecodeProperties::routeNumber))
        .toList()
        .forEach(name -> checkedRoute(name).ifPresent(texts::add));
    return Routes.parse(texts);
  }

  private static int routeNumber(String name) {
    return Integer.parseInt(name.substring(name.indexOf('.') + 1));
  }

  private Optional<String> checkedRoute(String name) {
    var text = String.valueOf(left.remove(name));
    try {
      Routes.parse(List.of(text));
      return Optional.of(text);
    } catch (IllegalArgumentException e) {
      note(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<RuleFile> alertRules(Path file, ConversionConfig conversions) {
    var key = StageSettings.ALERT_RULES.key();
    if (!conversions.enabled()) {
      note(
          key,
          "rules look at windows, and without conversions there are none: %s; leave the rules out, or set it to true"
              .formatted(declared(StageSettings.CONVERSIONS)));
      return Optional.empty();
    }
    try {
      return Optional.of(RuleFile.open(file, made(conversions.windows())));
    } catch (InvalidRulesException e) {
      note(key, "%s has %s\n%s".formatted(file, e.count(), e.getMessage()));
    } catch (IOException e) {
      note(key, "cannot read %s: %s".formatted(file, Reasons.of(e)));
    }
    return Optional.empty();
  }

  private Optional<AggregationFile> aggregations(Path file) {
    var key = StageSettings.AGGREGATIONS.key();
    try {
      return Optional.of(AggregationFile.open(file));
    } catch (InvalidAggregationsException e) {
      note(key, "%s has %s\n%s".formatted(file, e.count(), e.getMessage()));
    } catch (IOException e) {
      note(key, "cannot read %s: %s".formatted(file, Reasons.of(e)));
    }
    return Optional.empty();
  }

  private MadeWindows made(List<WindowSpec> windows) {
    return new MadeWindows(
        windows.stream().map(window -> Duration.ofMillis(window.sizeMs())).toList(),
        declared(StageSettings.WINDOWS));
  }

  /** {@code conversions.windows=30s (QTRACE_CONVERSIONS_WINDOWS)}. */
  private String declared(Setting<?> setting) {
    var value = given.get(setting.key());
    var origin = value == null ? "default" : origins.apply(setting.key());
    return "%s=%s%s"
        .formatted(
            setting.key(),
            value == null ? setting.fallback() : value,
            origin.isEmpty() ? "" : " (" + origin + ")");
  }

  /** A bad value is noted, and the default stands in for it until all are read. */
  private <T> T value(Setting<T> setting) {
    var text = left.remove(setting.key());
    if (text != null) {
      try {
        return setting.read(text);
      } catch (IllegalArgumentException e) {
        note(setting.key(), String.valueOf(e.getMessage()));
      }
    }
    return setting.read(setting.fallback());
  }

  private void note(String key, String message) {
    var origin = origins.apply(key);
    problems.add(new Problem(origin.isEmpty() ? key : key + " (" + origin + ")", message));
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
}
