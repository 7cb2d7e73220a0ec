package io.qtrace.cli.console;

import io.qtrace.text.Reasons;
import io.qtrace.topology.setting.StageSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values for options that are not on the command line: from {@code QTRACE_*} environment variables,
 * else from the configuration file. The option {@code --chunk-bytes} is the variable {@code
 * QTRACE_CHUNK_BYTES} and the key {@code chunk.bytes}.
 *
 * <p>Keys {@code kafka.*} and {@code registry.*} go to the clients as they are; as variables they
 * are {@code QTRACE_KAFKA_SECURITY_PROTOCOL} and the like.
 */
public final class Settings implements IDefaultValueProvider {

  /**
   * A value and where it comes from.
   *
   * @param origin as shown to people
   */
  public record Setting(String value, String origin) {}

  /** Nothing is set. */
  public static final Settings NONE = new Settings(Map.of(), null, Map.of());

  private static final String VARIABLE_PREFIX = "QTRACE_";

  private final Map<String, String> environment;
  private final @Nullable Path file;
  private final Map<String, String> fromFile;

  private Settings(
      Map<String, String> environment, @Nullable Path file, Map<String, String> fromFile) {
    this.environment = environment;
    this.file = file;
    this.fromFile = fromFile;
  }

  /**
   * @param chosen the file given with {@code --config}; it must exist. Without it {@code
   *     QTRACE_CONFIG} counts, then {@code qtrace/qtrace.properties} in the XDG configuration
   *     directory if there is one
   */
  public static Settings load(Optional<Path> chosen, Map<String, String> environment) {
    var named =
        chosen.or(() -> Optional.ofNullable(environment.get("QTRACE_CONFIG")).map(Path::of));
    var file = named.or(() -> defaultFile(environment).filter(Files::exists));
    return new Settings(environment, file.orElse(null), file.map(Settings::read).orElse(Map.of()));
  }

  /** Where the configuration file is looked for if none is given. */
  public static Optional<Path> defaultFile(Map<String, String> environment) {
    var xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    var home = environment.getOrDefault("HOME", "");
    var directory =
        !xdg.isEmpty()
            ? Optional.of(Path.of(xdg))
            : home.isEmpty() ? Optional.<Path>empty() : Optional.of(Path.of(home, ".config"));
    return directory.map(d -> d.resolve("qtrace/qtrace.properties"));
  }

  private static Map<String, String> read(Path file) {
    var properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw Failure.usage(
          "%s: cannot read the configuration: %s; give a readable properties file with --config"
              .formatted(file, Reasons.of(e)));
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(k -> k, k -> properties.getProperty(k).strip()));
  }

  /** The file in use, if there is one. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Keys of the configuration file, sorted. */
  public Iterable<String> fileKeys() {
    return new TreeMap<>(fromFile).keySet();
  }

  /** {@code QTRACE_CHUNK_BYTES} for {@code chunk.bytes}. */
  public static String variableOf(String key) {
    return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The reverse. */
  public static String keyOf(String variable) {
    return variable.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** Names of ours in the environment, sorted. */
  public Iterable<String> variables() {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(VARIABLE_PREFIX))
        .sorted()
        .toList();
  }

  public Optional<Setting> find(String key) {
    var variable = variableOf(key);
    var fromEnvironment = environment.get(variable);
    if (fromEnvironment != null) {
      return Optional.of(new Setting(fromEnvironment, variable));
    }
    return Optional.ofNullable(fromFile.get(key))
        .map(value -> new Setting(value, String.valueOf(file)));
  }

  /** Settings below a prefix such as {@code kafka.}, without it, sorted by key. */
  public Map<String, Setting> below(String prefix) {
    var found = new TreeMap<String, Setting>();
    fromFile.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), new Setting(value, String.valueOf(file)));
          }
        });
    var variablePrefix = variableOf(prefix);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(variablePrefix)) {
            var key = name.substring(variablePrefix.length()).toLowerCase(Locale.ROOT);
            found.put(key.replace('_', '.'), new Setting(value, name));
          }
        });
    return found;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (argument instanceof OptionSpec option
        && isConfigurable(option)
        && !StageSettings.KEYS.contains(
            keyOf(option))) { // StageConfig reads those, and says where from
      return find(keyOf(option)).map(Setting::value).orElse(null);
    }
    return null;
  }

  /** Help, version and the file itself are not read from the file. */
  public static boolean isConfigurable(OptionSpec option) {
    return !option.usageHelp()
        && !option.versionHelp()
        && option.longestName().startsWith("--")
        && !option.longestName().equals("--config");
  }

  /** {@code chunk.bytes} for {@code --chunk-bytes}. */
  public static String keyOf(OptionSpec option) {
    return option.longestName().substring(2).replace('-', '.');
  }
}
