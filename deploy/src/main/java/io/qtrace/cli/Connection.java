package io.qtrace.cli;

import io.qtrace.cli.stage.MoreSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where Kafka and the registry are. */
final class Connection {

  static final String DEFAULT_BOOTSTRAP = "localhost:9092";
  static final String DEFAULT_REGISTRY = "http://localhost:8081/apis/ccompat/v7";

  @Option(
      names = {"-b", "--bootstrap"},
      paramLabel = "HOST:PORT",
      defaultValue = DEFAULT_BOOTSTRAP,
      description = "Kafka brokers, separated by commas. Default: ${DEFAULT-VALUE}.")
  String bootstrap = DEFAULT_BOOTSTRAP;

  @Option(
      names = {"-r", "--registry"},
      paramLabel = "URL",
      defaultValue = DEFAULT_REGISTRY,
      description = "The schema registry's Confluent-compatible API. Default: ${DEFAULT-VALUE}.")
  String registry = DEFAULT_REGISTRY;

  @Option(
      names = "--topics-prefix",
      paramLabel = "PREFIX",
      defaultValue = "qtrace-",
      description = "What every topic's name begins with. Default: ${DEFAULT-VALUE}.")
  String topicsPrefix = "qtrace-";

  @Mixin private MoreSettings more = new MoreSettings();

  /** What was given by key. */
  Map<String, String> properties() {
    return more.properties(
        Map.of(
            "bootstrap", "give brokers by --bootstrap",
            "registry", "give the registry by --registry",
            "topics.prefix", "give the prefix by --topics-prefix"));
  }

  /** As keys of the decode stage's configuration. */
  Map<String, String> asProperties() {
    var given = new LinkedHashMap<>(properties());
    given.put("bootstrap", bootstrap);
    given.put("registry", registry);
    given.put("topics.prefix", topicsPrefix);
    return given;
  }
}
