package io.qtrace.connect;

import io.qtrace.tail.Tailer;
import java.util.LinkedHashMap;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metrics of a task, among those of its worker: from Kafka 4.1 on, it takes them of plugins. */
final class TaskMetrics {

  private static final Logger log = LoggerFactory.getLogger(TaskMetrics.class);

  private TaskMetrics() {}

  static void show(SourceTaskContext context, Tailer tailer) {
    try {
      var metrics = context.pluginMetrics();
      if (metrics == null) {
        return; // of a worker that has none
      }
      var name =
          metrics.metricName(
              "refused-files",
              "Files that are not sent, as they are of another kind; the log names them",
              new LinkedHashMap<>());
      metrics.addMetric(name, (Gauge<Integer>) (config, now) -> tailer.refusedFiles());
    } catch (NoSuchMethodError | UnsupportedOperationException e) {
      log.debug("the worker takes no metrics of plugins", e);
    }
  }
}
