package io.qtrace.connect;

import io.qtrace.connect.layout.LayoutRecords;
import io.qtrace.connect.layout.QmpConnectorConfig;
import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.setting.TaskShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Asks the QEMUs of a host how their memory is laid out. */
public final class QmpSourceConnector extends SourceConnector {

  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> settings) {
    new QmpConnectorConfig(settings);
    properties = Map.copyOf(settings);
  }

  @Override
  public void stop() {
    // The tasks do the work; there is nothing to stop here.
  }

  @Override
  public Class<? extends Task> taskClass() {
    return QmpSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return TaskShare.configs(properties, maxTasks);
  }

  @Override
  public ConfigDef config() {
    return QmpConnectorConfig.definition();
  }

  @Override
  public Config validate(Map<String, String> settings) {
    var values = new ArrayList<>(config().validate(settings));
    QmpConnectorConfig.PERMISSIONS.check(settings, values);
    values.addAll(Checks.converters(settings, "layouts"));
    return new Config(values);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> settings, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(LayoutRecords::check);
    return true;
  }

  @Override
  public String version() {
    return BuildVersion.get();
  }
}
