package io.qtrace.cli.stage.setting;

import io.qtrace.topology.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a command that are settings: their names, defaults and texts are the settings'. */
public final class SettingOptions {

  private final Map<String, String> given = new LinkedHashMap<>();

  /**
   * Adds {@code --topics-prefix=LABEL} for {@code topics.prefix}.
   *
   * @param more names, such as {@code -b}
   */
  public SettingOptions add(CommandSpec command, Setting<?> setting, String label, String... more) {
    var name = "--" + setting.key().replace('.', '-');
    command.addOption(
        OptionSpec.builder(name, more)
            .type(String.class)
            .paramLabel(label)
            .description(setting.help())
            .setter(setter(setting))
            .build());
    return this;
  }

  private ISetter setter(Setting<?> setting) {
    return new ISetter() {
      @Override
      @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
      public <T> T set(T value) {
        return (T)
            (value == null
                ? given.remove(setting.key())
                : given.put(setting.key(), String.valueOf(value)));
      }
    };
  }

  /** What was given, by key. */
  public Map<String, String> given() {
    return Map.copyOf(given);
  }
}
