package io.qtrace.topology.setting;

import static io.qtrace.topology.setting.Texts.count;

import io.qtrace.definition.Definitions;
import io.qtrace.text.Addresses;
import io.qtrace.text.EditDistance;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import io.qtrace.window.WindowSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The catalogue of the decode stage's settings. What is declared here is read from files, variables
 * and {@code -X}, checked and printed by {@code qtrace config}, proposed to who misspells it, and a
 * row of the table in docs/configuration.md.
 */
public final class StageSettings {

  private static final List<Setting<?>> DECLARED = new ArrayList<>();

  public static final Setting<String> BOOTSTRAP =
      declare(
          "bootstrap", "localhost:9092", "Kafka brokers, separated by commas", Addresses::brokers);

  public static final Setting<String> REGISTRY =
      declare(
          "registry",
          "http://localhost:8081/apis/ccompat/v7",
          "the schema registry's Confluent-compatible API",
          text -> Addresses.urls(text, "http://localhost:8081"));

  public static final Setting<TopicNames> TOPICS_PREFIX =
      declare(
          "topics.prefix",
          TopicNames.DEFAULT_PREFIX,
          "what every topic's name begins with",
          TopicNames::new);

  public static final Setting<String> APPLICATION_ID =
      declare(
          "application.id",
          "qtrace",
          "consumer group, and prefix of the state's topics and of transactions",
          Texts::partOfTopicName);

  public static final Setting<Integer> THREADS =
      declare(
          new Setting<>(
              "threads",
              Integer.toString(Math.min(4, Runtime.getRuntime().availableProcessors())),
              "one per processor, at most 4",
              "stream threads",
              count(1, 256)));

  public static final Setting<Path> STATE_DIR =
      declare(
          new Setting<>(
              "state.dir",
              defaultStateDirectory(),
              "`~/.local/state/qtrace-state`",
              "kept across restarts, else state is read back from Kafka",
              Path::of));

  public static final Setting<Guarantee> GUARANTEE =
      declare(
          "guarantee",
          Guarantee.EXACTLY_ONCE.kafkaName(),
          "results after a failure: `exactly_once_v2`, or `at_least_once`: some come twice",
          Texts::guarantee);

  public static final Setting<Integer> RAW_PARTITIONS =
      declare(
          "topics.partitions.raw",
          "4",
          "bounds how many threads decode; for a topic that does not exist yet",
          count(1, 10_000));

  public static final Setting<Integer> EVENT_PARTITIONS =
      declare(
          "topics.partitions.event",
          "4",
          "of each topic of typed events, of conversions and alerts",
          count(1, 10_000));

  public static final Setting<Short> REPLICATION =
      declare("topics.replication", "-1", "the broker's default", Texts::replication);

  public static final Setting<Integer> MAX_EVENT_TOPICS =
      declare(
          "topics.max",
          Integer.toString(TopicPlan.DEFAULT_MAX_EVENT_TOPICS),
          "topics of single kinds of events; further kinds share `qtrace-event-other`, see"
              + " [topics.md](topics.md#more-kinds-than-topics)",
          count(0, 100_000));

  public static final Setting<Optional<Duration>> RAW_RETENTION =
      declare("topics.retention.raw", "7d", "or `forever`, `90m`, `12h`", Texts::retention);

  public static final Setting<Optional<Duration>> EVENT_RETENTION =
      declare(
          "topics.retention.event",
          "forever",
          "by event time: old traces lose their events to it at once",
          Texts::retention);

  public static final Setting<Definitions> DEFINITIONS =
      declare(
          "definitions.default",
          DefinitionsText.SYSTEM,
          "definitions of raw records that name none: a `trace-events` file, or `system`, the built-in ones",
          DefinitionsText::read);

  public static final Setting<Duration> DEFINITIONS_WAIT =
      declare(
          "definitions.wait",
          "5m",
          "how long raw records wait for their definitions before they are dead letters",
          Texts::duration);

  public static final Setting<Long> DEFINITIONS_WAIT_BYTES =
      declare(
          "definitions.wait.bytes",
          "67108864",
          "the most that waits, per partition",
          text -> Texts.number(text, 0, Long.MAX_VALUE));

  public static final Setting<Boolean> SCHEMAS_REGISTER =
      declare(
          "schemas.register",
          "true",
          "`false`: schemas are looked up only, see [schemas.md](schemas.md#registering-beforehand)",
          Texts::flag);

  public static final Setting<Boolean> CONVERSIONS =
      declare("conversions.enabled", "true", "`false`: traces are decoded only", Texts::flag);

  public static final Setting<Boolean> CONVERSION_RECORDS =
      declare(
          "conversions.records",
          "all",
          "`none`: no record for each conversion in `qtrace-conversions`, nor their corrections,"
              + " nor for refused ones in `qtrace-conversions-refused`;"
              + " windows, and conversions that are in none, are published as ever",
          Texts::allOrNone);

  public static final Setting<List<WindowSpec>> WINDOWS =
      declare(
          "conversions.windows",
          "10s,1m",
          "lengths, such as `1m30s` or `1d`; `1m/10s` is a minute, every ten seconds. Their names"
              + " are the field `window` of results",
          WindowSpec::parseAll);

  public static final Setting<Duration> GRACE =
      declare("conversions.grace", "5s", "how late events may be", Texts::duration);

  public static final Setting<Duration> FUTURE_LIMIT =
      declare(
          "conversions.future.limit",
          "1h",
          "how far ahead of its host's clock a window may begin, see"
              + " [conversions.md](conversions.md#windows)",
          Texts::duration);

  public static final Setting<Duration> IDLE_TIMEOUT =
      declare(
          "conversions.idle.timeout",
          "30s",
          "silence after which a VM's windows close",
          Texts::duration);

  public static final Setting<Optional<Path>> ALERT_RULES =
      declare(
          new Setting<>(
              "alert.rules",
              "",
              "none",
              "file of alert rules, read again when it changes, see [alerts.md](alerts.md)",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text))));

  public static final Setting<Optional<Path>> AGGREGATIONS =
      declare(
          new Setting<>(
              "aggregations",
              "",
              "none",
              "file of aggregations, read again when it changes, see [aggregations.md](aggregations.md)",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text))));

  public static final Setting<Integer> METRIC_BLOCKS =
      declare(
          "metrics.ram.blocks",
          "1000",
          "RAM blocks and windows with series of their own; the rest is summed up",
          count(0, 100_000));

  public static final Setting<Duration> METRICS_KEEP =
      declare(
          "metrics.keep",
          "15m",
          "how long after its last result a RAM block has series",
          Texts::duration);

  /** In the order of the documentation. */
  public static final List<Setting<?>> ALL = List.copyOf(DECLARED);

  /** Their keys, in the same order. */
  public static final List<String> KEYS = ALL.stream().map(Setting::key).toList();

  /** What keys with further names of the user's or of clients' begin with. */
  public static final List<String> FAMILIES = List.of("kafka.", "registry.", "route.");

  private StageSettings() {}

  /** Keys that somebody may have meant who wrote this one. */
  public static List<String> proposals(String key) {
    var proposals = new ArrayList<>(KEYS);
    int dot = key.indexOf('.') + 1;
    FAMILIES.stream()
        .filter(family -> EditDistance.between(key.substring(0, dot), family) <= 2)
        .forEach(family -> proposals.add(family + key.substring(dot)));
    return proposals;
  }

  private static <T> Setting<T> declare(
      String key, String fallback, String sentence, Function<String, T> reader) {
    return declare(new Setting<>(key, fallback, fallback, sentence, reader));
  }

  private static <T> Setting<T> declare(Setting<T> setting) {
    DECLARED.add(setting);
    return setting;
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
