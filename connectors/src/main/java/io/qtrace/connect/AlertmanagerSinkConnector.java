package io.qtrace.connect;

import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.sink.AlertmanagerConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Keeps Prometheus Alertmanagers up to date with the topic of alerts. */
public final class AlertmanagerSinkConnector extends SinkConnector {

  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> settings) {
    new AlertmanagerConfig(settings);
    properties = Map.copyOf(settings);
  }

  @Override
  public void stop() {
    // The tasks do the work; there is nothing to stop here.
  }

  @Override
  public Class<? extends Task> taskClass() {
    return AlertmanagerSinkTask.class;
  }

  /** Tasks divide the partitions, so the alerts, among them. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public ConfigDef config() {
    return AlertmanagerConfig.definition();
  }

  /** Checks each setting, what does not fit together, and the files of TLS. */
  @Override
  public Config validate(Map<String, String> settings) {
    var values = new ArrayList<ConfigValue>(config().validate(settings));
    AlertmanagerConfig.PERMISSIONS.check(settings, values);
    if (values.stream().allMatch(value -> value.errorMessages().isEmpty())) {
      try {
        new AlertmanagerConfig(settings).alertmanagers();
      } catch (ConfigException e) {
        values.get(0).addErrorMessage(e.getMessage());
      }
    }
    values.addAll(Checks.converters(settings, "alerts"));
    return new Config(values);
  }

  @Override
  public String version() {
    return BuildVersion.get();
  }
}
