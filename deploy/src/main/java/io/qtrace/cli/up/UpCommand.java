package io.qtrace.cli.up;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.stage.Shutdown;
import io.qtrace.cli.stage.StageOptions;
import io.qtrace.cli.stage.StartWatch;
import io.qtrace.cli.stage.setting.MoreSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything on this machine, in the foreground. */
@Command(
    name = "up",
    description = {
      "Run everything here, until ctrl-C: Kafka broker, schema registry and decoding.",
      "With --watch also what brings in the traces that QEMUs on this machine write.",
      "What was sent and decoded is kept in the data directory."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace up",
      "  qtrace up --watch /var/log/qemu --qmp '/run/qemu/*.qmp'",
      "  qtrace up --watch /var/log/qemu --alert-rules rules.yaml --alertmanager http://localhost:9093",
      "  qtrace up --data /srv/qtrace --kafka-port 19092 --registry-port 18081"
    })
public final class UpCommand implements Callable<Integer> {

  @Mixin private EmbeddedPlace place = new EmbeddedPlace();
  @Mixin private StageOptions options = new StageOptions();
  @Mixin private WatchOptions watch = new WatchOptions();
  @Mixin private MoreSettings more = new MoreSettings();

  /** For measuring. */
  @Option(names = "--until-ready", hidden = true, description = "Stop as soon as it is ready.")
  private boolean untilReady;

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  public UpCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    long start = System.nanoTime();
    var data = place.data(console.environment());
    var at = place.options(data);
    var layers = new Everything.Layers(Map.of(), settings, given());
    var everything = new Everything(layers, options, watch);
    tell("starting in " + data);
    var shutdown = Shutdown.closes(() -> stop(everything), e -> console.tell("qtrace: " + e));
    try {
      try (var told = new StartWatch(console, globals, "the broker")) {
        if (!everything.start(at, told)) {
          return ExitCode.DONE;
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      console.print(StatusScreen.of(everything, data, seconds));
      if (!untilReady) {
        everything.awaitEnd();
      }
    } finally {
      shutdown.close();
      everything.close();
    }
    return ExitCode.DONE;
  }

  private Map<String, String> given() {
    var own = "'up' has its own in the data directory; 'run' decodes for others";
    var given =
        new LinkedHashMap<>(
            more.properties(Map.of("bootstrap", own, "registry", own, "state.dir", own)));
    given.putAll(options.properties());
    return given;
  }

  private void stop(Everything everything) throws Exception {
    tell("stopping");
    everything.close();
    everything.ledger().ifPresent(ledger -> tell("stopped; " + ledger));
  }

  private void tell(String message) {
    if (!globals.quiet()) {
      console.tell("qtrace: " + message);
    }
  }
}
