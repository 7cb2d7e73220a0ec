package io.qtrace.connect;

import io.qtrace.host.DefinitionsFile;
import io.qtrace.source.TraceFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** What the two connectors have in common: all but the format of the files. */
final class TraceConnector {

  private static final String CONVERTER = "org.apache.kafka.connect.converters.ByteArrayConverter";

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

  /** All tasks get the same; each looks at the directory itself and takes its share of the VMs. */
  List<Map<String, String>> taskConfigs(int maxTasks) {
    var configs = new ArrayList<Map<String, String>>();
    for (int number = 0; number < maxTasks; number++) {
      var config = new HashMap<>(properties);
      config.putAll(new TaskShare(format, number, maxTasks).properties());
      configs.add(config);
    }
    return configs;
  }

  /** Checks each setting, and what they refer to on this host. */
  Config validate(Map<String, String> settings) {
    var values = new ArrayList<ConfigValue>(config().validate(settings));
    for (var value : values) {
      if (value.name().equals(TraceConnectorConfig.DEFINITIONS_FILE)) {
        checkDefinitions(value);
      }
    }
    for (var converter : List.of("key.converter", "value.converter")) {
      var set = settings.get(converter);
      if (!CONVERTER.equals(set)) {
        var problem =
            "%s is %s; raw records are bytes, so set %s=%s"
                .formatted(converter, set == null ? "not set" : set, converter, CONVERTER);
        // Without the value, which Connect would take for a class.
        values.add(new ConfigValue(converter, null, List.of(), List.of(problem)));
      }
    }
    return new Config(values);
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
