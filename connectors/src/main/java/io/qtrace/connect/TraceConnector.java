package io.qtrace.connect;

import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.setting.TaskShare;
import io.qtrace.connect.trace.TraceConnectorConfig;
import io.qtrace.host.DefinitionsFile;
import io.qtrace.source.file.TraceFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** What the two connectors have in common: all but the format of the files. */
final class TraceConnector {

  private static final String FORMAT = "qtrace.task.format";

  private final TraceFormat format;
  private Map<String, String> properties = Map.of();

  TraceConnector(TraceFormat format) {
    this.format = format;
  }

  /**
   * @throws org.apache.kafka.common.config.ConfigException if a setting is wrong
   */
  void start(Map<String, String> settings) {
    new TraceConnectorConfig(format, settings);
    properties = Map.copyOf(settings);
  }

  ConfigDef config() {
    return TraceConnectorConfig.definition(format);
  }

  List<Map<String, String>> taskConfigs(int maxTasks) {
    var config = new HashMap<>(properties);
    config.put(FORMAT, format.headerValue());
    return TaskShare.configs(config, maxTasks);
  }

  /** What {@link #taskConfigs} gave to a task. */
  static TraceFormat format(Map<String, String> properties) {
    return TraceFormat.valueOf(TaskShare.text(properties, FORMAT).toUpperCase(Locale.ROOT));
  }

  /** Checks each setting, and what they refer to on this host. */
  Config validate(Map<String, String> settings) {
    var values = new ArrayList<ConfigValue>(config().validate(settings));
    TraceConnectorConfig.PERMISSIONS.check(settings, values);
    for (var value : values) {
      if (value.name().equals(TraceConnectorConfig.DEFINITIONS_FILE)) {
        checkDefinitions(value);
      } else if (value.name().equals(TraceConnectorConfig.NO_HEADER)) {
        checkHeader(value, settings.getOrDefault(TraceConnectorConfig.DEFINITIONS_FILE, "default"));
      }
    }
    values.addAll(Checks.converters(settings, "raw records"));
    return new Config(values);
  }

  private void checkHeader(ConfigValue value, String definitionsFile) {
    TraceConnectorConfig.headerProblem(format, Boolean.TRUE.equals(value.value()), definitionsFile)
        .ifPresent(
            problem ->
                value.addErrorMessage(
                    new ConfigException(value.name(), true, problem).getMessage()));
  }

  private static void checkDefinitions(ConfigValue value) {
    var file = value.value();
    if (file instanceof String path && !path.isEmpty() && value.errorMessages().isEmpty()) {
      try {
        DefinitionsFile.parse(Path.of(path));
      } catch (IllegalArgumentException e) {
        value.addErrorMessage(e.getMessage());
      }
    }
  }
}
