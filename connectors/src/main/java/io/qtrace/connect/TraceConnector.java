package io.qtrace.connect;

import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.setting.TaskShare;
import io.qtrace.connect.trace.KeptBookmarks;
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
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** What the connectors that follow traces have in common: all but the format of the files. */
abstract sealed class TraceConnector extends SourceConnector
    permits SimpleTraceSourceConnector, TraceLogSourceConnector {

  private static final String FORMAT = "qtrace.task.format";

  private final TraceFormat format;
  private Map<String, String> properties = Map.of();

  TraceConnector(TraceFormat format) {
    this.format = format;
  }

  /**
   * @throws ConfigException if a setting is wrong
   */
  @Override
  public final void start(Map<String, String> settings) {
    new TraceConnectorConfig(format, settings);
    properties = Map.copyOf(settings);
  }

  @Override
  public final void stop() {
    // The tasks do the work; there is nothing to stop here.
  }

  @Override
  public final Class<? extends Task> taskClass() {
    return TraceSourceTask.class;
  }

  @Override
  public final ConfigDef config() {
    return TraceConnectorConfig.definition(format);
  }

  @Override
  public final List<Map<String, String>> taskConfigs(int maxTasks) {
    var config = new HashMap<>(properties);
    config.put(FORMAT, format.headerValue());
    return TaskShare.configs(config, maxTasks);
  }

  /** What {@link #taskConfigs} gave to a task. */
  static TraceFormat format(Map<String, String> properties) {
    return TraceFormat.valueOf(TaskShare.text(properties, FORMAT).toUpperCase(Locale.ROOT));
  }

  @Override
  public final ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public final ConnectorTransactionBoundaries canDefineTransactionBoundaries(
      Map<String, String> settings) {
    return ConnectorTransactionBoundaries.SUPPORTED;
  }

  @Override
  public final boolean alterOffsets(
      Map<String, String> settings, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(KeptBookmarks::check);
    return true;
  }

  @Override
  public final String version() {
    return BuildVersion.get();
  }

  /** Checks each setting, and what they refer to on this host. */
  @Override
  public final Config validate(Map<String, String> settings) {
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
