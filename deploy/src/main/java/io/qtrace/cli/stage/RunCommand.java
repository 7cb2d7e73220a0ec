package io.qtrace.cli.stage;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.serve.http.ServedFleet;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The decode stage against a cluster and a registry that run elsewhere. */
@Command(
    name = "run",
    description = {
      "Decode raw records into typed topics, until ctrl-C.",
      "Creates the topics it needs; waits where Kafka or the registry is away."
    },
    footer = {
      "",
      "Example:",
      "  qtrace run --bootstrap kafka-1:9092,kafka-2:9092 --registry https://registry:8081"
    })
public final class RunCommand implements Callable<Integer> {

  /**
   * A cluster's disks and network are shared; what is embedded has neither to spare a processor.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of("kafka.producer.compression.type", "lz4");

  @Mixin private Connection connection = new Connection();
  @Mixin private StageOptions options = new StageOptions();

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  public RunCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    var given = new LinkedHashMap<>(connection.asProperties());
    given.putAll(options.properties());
    var config = StageConfig.of(settings, DEFAULTS, given);
    var stage = RunningStage.of(config, options.metrics());
    var shutdown = Shutdown.closes(() -> stop(stage), e -> console.tell("qtrace: " + e));
    Optional<ServedFleet> served = Optional.empty();
    try {
      tell("waiting for Kafka at " + config.bootstrap());
      if (start(stage)) {
        stage.watchGrowth();
        tell("decoding %s; ctrl-C stops".formatted(config.topics().names().raw()));
        served = options.served().map(at -> stage.serve(at, config));
        served.ifPresent(fleet -> tell("results are at " + fleet.url()));
        stage.awaitEnd();
      }
    } finally {
      shutdown.close();
      served.ifPresent(ServedFleet::close);
      stage.close();
    }
    return ExitCode.DONE;
  }

  private boolean start(RunningStage stage) throws InterruptedException {
    try (var told = new StartWatch(console, globals, "Kafka")) {
      told.waitsFor("the decode stage", stage::waitsFor);
      return stage.start();
    }
  }

  private void stop(RunningStage stage) {
    stage.close();
    tell("stopped; " + stage.ledger());
  }

  private void tell(String message) {
    if (!globals.quiet()) {
      console.tell("qtrace: " + message);
    }
  }
}
