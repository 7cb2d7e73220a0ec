package io.qtrace.cli.stage.setting;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.topology.setting.StageSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Settings on the command line that have no option of their own. */
public final class MoreSettings {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "-X",
      paramLabel = "KEY=VALUE",
      description = {
        "Any property of the configuration, such as kafka.security.protocol=SSL for Kafka's clients",
        "or registry.bearer.auth.token=… for the registry's. May be repeated."
      })
  private Map<String, String> given = new LinkedHashMap<>();

  /**
   * By key.
   *
   * @throws Failure if one is no setting of the stage, but an option
   */
  public Map<String, String> properties() {
    return properties(Map.of());
  }

  /**
   * By key.
   *
   * @param elsewhere keys that are given in another way, and how
   * @throws Failure if one of these is given, or an option's
   */
  public Map<String, String> properties(Map<String, String> elsewhere) {
    elsewhere.forEach(this::refuse);
    command.options().stream()
        .filter(Settings::isConfigurable)
        .filter(option -> !StageSettings.KEYS.contains(Settings.keyOf(option)))
        .forEach(option -> refuse(Settings.keyOf(option), "give it by " + option.longestName()));
    return given;
  }

  private void refuse(String key, String how) {
    if (given.containsKey(key)) {
      throw Failure.usage("-X %s=%s: %s".formatted(key, given.get(key), how));
    }
  }
}
