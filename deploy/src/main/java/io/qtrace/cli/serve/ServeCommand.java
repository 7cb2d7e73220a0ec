package io.qtrace.cli.serve;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.serve.http.HttpOptions;
import io.qtrace.cli.serve.http.ServedFleet;
import io.qtrace.cli.stage.Shutdown;
import io.qtrace.cli.stage.health.ProcessMetrics;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.web.Page;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A fleet's results over HTTP, in a process of its own. */
@Command(
    name = "serve",
    description = {
      "Serve a fleet's results over HTTP, until ctrl-C: a page for browsers, and the API that it",
      "uses. Reads the topics of results only, so that as many as are wanted may run; by default at",
      "http://127.0.0.1:8080."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace serve --bootstrap kafka-1:9092 --registry https://registry:8081",
      "  qtrace serve --http-port 8090 --http-host 0.0.0.0 --http-hostname qtrace.example.org"
    })
public final class ServeCommand implements Callable<Integer> {

  private static final int USUAL_PORT = 8080;

  @Mixin private Connection connection = new Connection();
  @Mixin private HttpOptions http = new HttpOptions();

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  public ServeCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = StageConfig.of(settings, Map.of(), connection.asProperties());
    var ended = new CountDownLatch(1);
    try (var metrics = new ProcessMetrics()) {
      var pages = Map.<String, Supplier<Page>>of("/metrics", metrics::page);
      var served = ServedFleet.start(http.servedAt(USUAL_PORT), config, pages);
      var shutdown = Shutdown.closes(() -> stop(served, ended), e -> tell(e.toString()));
      try {
        tell(
            "results of Kafka at %s are at %s; ctrl-C stops"
                .formatted(config.bootstrap(), served.url()));
        ended.await();
      } finally {
        shutdown.close();
        served.close();
      }
    }
    return ExitCode.DONE;
  }

  private static void stop(ServedFleet served, CountDownLatch ended) {
    served.close();
    ended.countDown();
  }

  private void tell(String message) {
    if (!globals.quiet()) {
      console.tell("qtrace: " + message);
    }
  }
}
