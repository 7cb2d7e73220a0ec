package io.qtrace.connect;

import io.qtrace.connect.setting.BuildVersion;
import io.qtrace.connect.trace.KeptBookmarks;
import io.qtrace.source.file.TraceFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Follows the files that QEMU's simple trace backend writes. */
public final class SimpleTraceSourceConnector extends SourceConnector {

  private final TraceConnector connector = new TraceConnector(TraceFormat.SIMPLE);

  @Override
  public void start(Map<String, String> properties) {
    connector.start(properties);
  }

  @Override
  public void stop() {
    // The tasks do the work; there is nothing to stop here.
  }

  @Override
  public Class<? extends Task> taskClass() {
    return TraceSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return connector.taskConfigs(maxTasks);
  }

  @Override
  public ConfigDef config() {
    return connector.config();
  }

  @Override
  public Config validate(Map<String, String> properties) {
    return connector.validate(properties);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> properties) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(
      Map<String, String> properties) {
    return ConnectorTransactionBoundaries.SUPPORTED;
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> properties, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(KeptBookmarks::check);
    return true;
  }

  @Override
  public String version() {
    return BuildVersion.get();
  }
}
