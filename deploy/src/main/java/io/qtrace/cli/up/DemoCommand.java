package io.qtrace.cli.up;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.stage.Shutdown;
import io.qtrace.cli.stage.StageOptions;
import io.qtrace.cli.stage.StartWatch;
import io.qtrace.embedded.place.TemporaryDirectory;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qtrace demo}. */
@Command(
    name = "demo",
    description = {
      "See it work: run everything here, and send a trace through it.",
      "Shows what comes out: typed events, and page conversions per RAM block.",
      "The trace is QEMU's own trace code driven like a confidential guest that converts pages."
    },
    footer = {
      "",
      "Without --data the demo leaves nothing behind. Ports that are taken are replaced by others.",
      "",
      "Examples:",
      "  qtrace demo",
      "  qtrace demo --keep"
    })
public final class DemoCommand implements Callable<Integer> {

  @Option(names = "--keep", description = "Go on running afterwards, until ctrl-C.")
  private boolean keep;

  @Mixin private EmbeddedPlace place = new EmbeddedPlace();
  @Mixin private StageOptions options = new StageOptions();

  /** Nobody should have to wait for the windows of a trace that has ended. */
  private static final Map<String, String> SHORT_SILENCE = Map.of("conversions.idle.timeout", "2s");

  /** Without rules, which may look at others. */
  private static final Map<String, String> SHORT_WINDOWS =
      Map.of("conversions.idle.timeout", "2s", "conversions.windows", "10s");

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  public DemoCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var temporary = TemporaryDirectory.create("qtrace-demo")) {
      return run(place.dataOr(temporary.path()));
    } catch (IOException e) {
      throw Failure.badInput(
          "no temporary directory: %s; give one by --data".formatted(Reasons.of(e)), e);
    }
  }

  private int run(Path data) throws InterruptedException, IOException {
    long start = System.nanoTime();
    boolean hasRules =
        options.properties().containsKey("alert.rules") || settings.find("alert.rules").isPresent();
    var defaults = hasRules ? SHORT_SILENCE : SHORT_WINDOWS;
    var layers = new Everything.Layers(defaults, settings, options.properties());
    var everything = new Everything(layers, options, new WatchOptions());
    var shutdown = Shutdown.closes(everything, e -> console.tell("qtrace: " + e));
    try {
      tell("starting broker, registry and decoding in " + data);
      try (var told = new StartWatch(console, globals, "the broker")) {
        if (!everything.start(place.options(data).orFreePorts(), told)) {
          return ExitCode.DONE;
        }
      }
      tell("sending the bundled trace");
      new Demo(console, everything).run(data);
      if (keep) {
        double seconds = (System.nanoTime() - start) / 1e9;
        console.print("\n" + StatusScreen.of(everything, data, seconds));
        everything.awaitEnd();
      }
    } finally {
      shutdown.close();
      everything.close();
    }
    return ExitCode.DONE;
  }

  private void tell(String message) {
    if (!globals.quiet()) {
      console.tell("qtrace: " + message);
    }
  }
}
