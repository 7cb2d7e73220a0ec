package io.qtrace.cli.up;

import io.qtrace.cli.console.Failure;
import io.qtrace.topology.config.DecodeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connectors that options ask for, as settings by name. The same options give the same names,
 * under which Connect keeps how far each file was read.
 */
final class Connectors {

  private static final String TRACES = "{trace-*,*.trace,*.trace.*,*.simple,*.simple.*}";
  private static final String LOGS = "{*.log,*.log.*}";

  private static final String NO_TRACES = "*.{log,log.*,gz,xz,zst,bz2}";

  private final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
  private final DecodeConfig stage;

  private Connectors(DecodeConfig stage) {
    this.stage = stage;
  }

  /**
   * @param stage what the decode stage runs with
   * @throws Failure if the options do not fit together
   */
  static Map<String, Map<String, String>> of(WatchOptions options, DecodeConfig stage) {
    var all = new Connectors(stage);
    boolean isHeaderless = options.isHeaderless();
    var definitions = options.definitions();
    for (var directory : options.directories()) {
      all.watch(directory, definitions, isHeaderless);
    }
    var sockets = options.sockets();
    if (!sockets.isEmpty()) {
      all.ask(String.join(",", sockets));
    }
    var alertmanagers = options.alertmanagers();
    if (!alertmanagers.isEmpty()) {
      all.alert(String.join(",", alertmanagers));
    }
    return all.settings;
  }

  /** Whom they call. */
  static List<String> urls(WatchOptions options, DecodeConfig stage) {
    var urls = new ArrayList<>(options.alertmanagers());
    urls.addAll(List.of(stage.registry().url().split(",")));
    return urls;
  }

  /** Traces and logs divide the files of the directory between them. */
  private void watch(Path directory, @Nullable Path definitions, boolean isHeaderless) {
    var common = new LinkedHashMap<String, String>();
    common.put("directory", directory.toString());
    common.put("definitions.file", definitions == null ? "" : definitions.toString());
    common.put("topic", stage.topics().names().raw());
    common.put("definitions.topic", stage.topics().names().definitions());
    common.put("exactly.once.support", "required");

    var traces = new LinkedHashMap<>(common);
    traces.put("connector.class", "io.qtrace.connect.SimpleTraceSourceConnector");
    traces.put("glob", TRACES);
    traces.put("exclude", NO_TRACES);
    traces.put("no.header", Boolean.toString(isHeaderless));
    add("traces", directory, traces);

    var logs = new LinkedHashMap<>(common);
    logs.put("connector.class", "io.qtrace.connect.TraceLogSourceConnector");
    logs.put("glob", LOGS);
    add("logs", directory, logs);
  }

  private void add(String kind, Path directory, Map<String, String> settings) {
    var name = kind + directory.toString().replace('/', '-');
    var other = this.settings.get(name);
    if (other != null) {
      throw Failure.usage(
          "%s and %s cannot be watched at once: both connectors would be called %s; give one of them another name by a symbolic link"
              .formatted(other.get("directory"), directory, name));
    }
    add(name, settings);
  }

  private void ask(String sockets) {
    add(
        "qmp",
        new LinkedHashMap<>(
            Map.of(
                "connector.class",
                "io.qtrace.connect.QmpSourceConnector",
                "qmp.sockets",
                sockets,
                "topic",
                stage.topics().names().vmLayout(),
                "exactly.once.support",
                "required")));
  }

  private void alert(String urls) {
    if (stage.alertRules().isEmpty()) {
      throw Failure.usage("--alertmanager needs alerts to send; give their rules by --alert-rules");
    }
    add(
        "alertmanager",
        new LinkedHashMap<>(
            Map.of(
                "connector.class",
                "io.qtrace.connect.AlertmanagerSinkConnector",
                "topics",
                stage.topics().names().alerts(),
                "alertmanager.urls",
                urls,
                "registry.url",
                stage.registry().url())));
  }

  private void add(String name, Map<String, String> connector) {
    var bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
    connector.put("name", name);
    connector.put("tasks.max", "1");
    connector.put("key.converter", bytes);
    connector.put("value.converter", bytes);
    settings.put(name, connector);
  }
}
