package io.qtrace.cli.stage.setting;

import io.qtrace.topology.setting.StageSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where Kafka and the registry are. */
public final class Connection {

  private final SettingOptions options = new SettingOptions();
  @Mixin private MoreSettings more = new MoreSettings();

  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec command) {
    options
        .add(command, StageSettings.BOOTSTRAP, "BROKERS", "-b")
        .add(command, StageSettings.REGISTRY, "URL", "-r")
        .add(command, StageSettings.TOPICS_PREFIX, "PREFIX");
  }

  /** As keys of the decode stage's configuration. */
  public Map<String, String> asProperties() {
    var given = new LinkedHashMap<>(more.properties());
    given.putAll(options.given());
    return given;
  }
}
