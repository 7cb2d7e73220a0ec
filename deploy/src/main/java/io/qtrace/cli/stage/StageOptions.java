package io.qtrace.cli.stage;

import io.qtrace.cli.option.Port;
import io.qtrace.cli.serve.http.HttpOptions;
import io.qtrace.cli.serve.http.HttpOptions.Served;
import io.qtrace.cli.stage.health.MetricsAddress;
import io.qtrace.cli.stage.setting.SettingOptions;
import io.qtrace.topology.setting.StageSettings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the decode stage runs; all of it has defaults. */
public final class StageOptions {

  private final SettingOptions options = new SettingOptions();

  @Mixin private HttpOptions http = new HttpOptions();

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      converter = Port.class,
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

  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec command) {
    options
        .add(command, StageSettings.APPLICATION_ID, "ID")
        .add(command, StageSettings.THREADS, "N")
        .add(command, StageSettings.GUARANTEE, "GUARANTEE")
        .add(command, StageSettings.DEFINITIONS, "FILE")
        .add(command, StageSettings.ALERT_RULES, "FILE")
        .add(command, StageSettings.AGGREGATIONS, "FILE");
  }

  /** As keys of the decode stage's configuration. */
  public Map<String, String> properties() {
    return options.given();
  }

  /** Where the fleet's results are served; empty: they are not. */
  public Optional<Served> served() {
    return http.served();
  }

  /** Empty: no metrics are served. */
  public Optional<MetricsAddress> metrics() {
    return Optional.ofNullable(metricsPort).map(port -> new MetricsAddress(metricsHost, port));
  }
}
