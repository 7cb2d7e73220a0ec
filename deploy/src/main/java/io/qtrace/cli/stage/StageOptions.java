package io.qtrace.cli.stage;

import io.qtrace.cli.console.Ports;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the decode stage runs; all of it has defaults. */
public final class StageOptions {

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "Consumer group, and prefix of the state's topics. Default: qtrace.")
  private @Nullable String applicationId;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Stream threads. Default: one per processor, at most 4.")
  private @Nullable Integer threads;

  @Option(
      names = "--guarantee",
      paramLabel = "GUARANTEE",
      description = "exactly_once_v2 (default) or at_least_once.")
  private @Nullable String guarantee;

  @Option(
      names = "--definitions-default",
      paramLabel = "FILE",
      description = "Definitions for raw records that name none. Default: the built-in events.")
  private @Nullable Path definitions;

  @Option(
      names = "--alert-rules",
      paramLabel = "FILE",
      description = "Evaluate the alert rules of this YAML file; it is read again when it changes.")
  private @Nullable Path alertRules;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Serve Prometheus metrics at http://127.0.0.1:PORT/metrics, at /health/ready whether it",
        "decodes (200, else 503), and at /health/live whether it can go on."
      })
  private @Nullable Integer metricsPort;

  @Option(
      names = "--metrics-host",
      paramLabel = "ADDRESS",
      defaultValue = MetricsAddress.LOOPBACK,
      description = "Serve them at this address. Default: ${DEFAULT-VALUE}.")
  private String metricsHost = MetricsAddress.LOOPBACK;

  /** As keys of the decode stage's configuration. */
  public Map<String, String> properties() {
    var given = new LinkedHashMap<String, String>();
    put(given, "application.id", applicationId);
    put(given, "threads", threads);
    put(given, "guarantee", guarantee);
    put(given, "definitions.default", definitions);
    put(given, "alert.rules", alertRules);
    return given;
  }

  private static void put(Map<String, String> given, String key, @Nullable Object value) {
    if (value != null) {
      given.put(key, value.toString());
    }
  }

  /** Empty: no metrics are served. */
  public Optional<MetricsAddress> metrics() {
    return Optional.ofNullable(metricsPort)
        .map(port -> Ports.checked("--metrics-port", port))
        .map(port -> new MetricsAddress(metricsHost, port));
  }
}
