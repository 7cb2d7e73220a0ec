package io.qtrace.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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

  @Option(
      names = "-X",
      paramLabel = "KEY=VALUE",
      description = {
        "Any property of the configuration, such as kafka.security.protocol=SSL for Kafka's clients",
        "or registry.bearer.auth.token=… for the registry's. May be repeated."
      })
  Map<String, String> properties = new LinkedHashMap<>();

  /** As keys of the decode stage's configuration. */
  Map<String, String> asProperties() {
    var given = new LinkedHashMap<>(properties);
    given.put("bootstrap", bootstrap);
    given.put("registry", registry);
    given.put("topics.prefix", topicsPrefix);
    return given;
  }
}
