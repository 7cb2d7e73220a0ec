package io.qtrace.cli.serve.http;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.serve.http.HttpOptions.Served;
import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.read.FleetReader;
import io.qtrace.fleet.read.FleetTopics;
import io.qtrace.fleet.read.History;
import io.qtrace.fleet.read.KafkaAccess;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.secret.Secrets;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.web.Page;
import io.qtrace.web.api.DashboardServer;
import io.qtrace.web.api.DashboardServer.Content;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A fleet's results, read and served until this is closed. */
public final class ServedFleet implements AutoCloseable {

  private final StopSignal stop = new StopSignal();
  private final WriterSchemas schemas;
  private final FleetReader reader;
  private final Fleet fleet;
  private final DashboardServer server;
  private final String host;

  private ServedFleet(Served served, DecodeConfig config, Map<String, Supplier<Page>> pages)
      throws IOException {
    host = served.address().host();
    fleet = new Fleet(served.historyBytes());
    schemas = new WriterSchemas(config.registry(), stop);
    var topics = topics(config);
    var access = access(config);
    var history = new History(access, topics, schemas);
    reader = FleetReader.start(access, topics, schemas, fleet);
    var all = new HashMap<String, Supplier<Page>>(ownHealth());
    all.putAll(pages);
    try {
      server = DashboardServer.start(served.address(), new Content(fleet, history, all));
    } catch (IOException e) {
      stopReading();
      throw e;
    }
  }

  /**
   * Returns when it serves; results are read meanwhile.
   *
   * @param pages further ones, by their paths, or instead of the ones about health
   */
  public static ServedFleet start(
      Served served, DecodeConfig config, Map<String, Supplier<Page>> pages) {
    try {
      return new ServedFleet(served, config, pages);
    } catch (IOException e) {
      throw Failure.badInput(
          "%s:%d, wanted for HTTP, cannot be opened (%s); choose another by --http-port and --http-host"
              .formatted(served.address().host(), served.address().port(), e.getMessage()),
          e);
    }
  }

  private static FleetTopics topics(DecodeConfig config) {
    var names = config.topics().names();
    return new FleetTopics(
        names.ramBlockConversions(),
        names.conversionRollups(),
        names.alerts(),
        names.ledger(),
        names.aggregation(""));
  }

  private static KafkaAccess access(DecodeConfig config) {
    var kafka = new HashMap<String, Object>(config.streams().kafka());
    kafka.put("bootstrap.servers", config.bootstrap());
    return new KafkaAccess(kafka);
  }

  private Map<String, Supplier<Page>> ownHealth() {
    return Map.of("/health/live", () -> Page.text(200, "running\n"), "/health/ready", this::ready);
  }

  private Page ready() {
    var failure = reader.failure();
    if (!failure.isEmpty()) {
      return Page.text(503, "waiting: " + Secrets.masked(failure) + "\n");
    }
    var progress = fleet.state().progress();
    return progress.isPresent()
        ? Page.text(503, "reading back: %.0f %%\n".formatted(progress.getAsDouble()))
        : Page.text(200, "running\n");
  }

  /** Where a browser finds it. */
  public String url() {
    boolean isEverywhere = host.equals("0.0.0.0") || host.equals("::");
    return "http://%s:%d".formatted(isEverywhere ? "127.0.0.1" : host, server.port());
  }

  private void stopReading() {
    stop.stop();
    reader.close();
    schemas.close();
  }

  @Override
  public synchronized void close() {
    if (!stop.isStopped()) {
      server.close();
      stopReading();
    }
  }
}
