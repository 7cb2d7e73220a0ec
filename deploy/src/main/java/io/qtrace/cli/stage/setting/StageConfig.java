package io.qtrace.cli.stage.setting;

import io.qtrace.alert.rule.MadeWindows;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.console.Settings.Setting;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.setting.InvalidSettingsException;
import io.qtrace.topology.setting.StageSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Puts the decode stage's configuration together: command line over environment over file. */
public final class StageConfig {

  private StageConfig() {}

  /**
   * @param defaults taken where nothing else is given
   * @param given the command line's
   */
  public static DecodeConfig of(
      Settings settings, Map<String, String> defaults, Map<String, String> given) {
    return read(settings, defaults, given, DecodeConfig::from);
  }

  /**
   * The windows that alert rules may look at.
   *
   * @param given the command line's
   */
  public static MadeWindows windows(Settings settings, Map<String, String> given) {
    return read(settings, Map.of(), given, DecodeConfig::windows);
  }

  private static <T> T read(
      Settings settings,
      Map<String, String> defaults,
      Map<String, String> given,
      BiFunction<Map<String, String>, UnaryOperator<String>, T> reader) {
    var properties = new LinkedHashMap<>(defaults);
    var origins = new HashMap<String, String>();
    settings(settings)
        .forEach(
            (key, setting) -> {
              properties.put(key, setting.value());
              origins.put(key, setting.origin());
            });
    properties.putAll(given);
    origins.keySet().removeAll(given.keySet());
    try {
      return reader.apply(References.resolve(properties), key -> origins.getOrDefault(key, ""));
    } catch (InvalidSettingsException e) {
      // A line each, and each says whose it is: logs mix them with others.
      throw Failure.usage(String.valueOf(e.getMessage()).replace("\n", "\nqtrace: "));
    }
  }

  /** The decode stage's, as the environment and the file have them. */
  public static Map<String, Setting> settings(Settings settings) {
    var found = new LinkedHashMap<String, Setting>();
    for (var key : StageSettings.KEYS) {
      settings.find(key).ifPresent(setting -> found.put(key, setting));
    }
    for (var family : StageSettings.FAMILIES) {
      settings.below(family).forEach((key, setting) -> found.put(family + key, setting));
    }
    return found;
  }
}
