package io.qtrace.cli.up;

import io.qtrace.allowed.Allowed;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.serve.http.HttpOptions.Served;
import io.qtrace.cli.serve.http.ServedFleet;
import io.qtrace.cli.stage.RunningStage;
import io.qtrace.cli.stage.StageOptions;
import io.qtrace.cli.stage.health.MetricsAddress;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.cli.tail.Endpoint;
import io.qtrace.embedded.EmbeddedConnect;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.StackLog;
import io.qtrace.embedded.place.Startup;
import io.qtrace.embedded.repair.LastRun;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.ledger.LedgerTotals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Broker, registry, decode stage and connectors in one process. Started and closed from different
 * threads.
 */
final class Everything implements AutoCloseable {

  private static final String TEMPORARY = "java.io.tmpdir";

  private final String temporary = System.getProperty(TEMPORARY, "/tmp");
  private final Layers layers;
  private final Optional<MetricsAddress> metrics;
  private final Optional<Served> http;
  private final WatchOptions watch;
  private @Nullable EmbeddedStack stack;
  private @Nullable RunningStage stage;
  private @Nullable DecodeConfig config;
  private @Nullable ServedFleet served;
  private boolean closed;

  /**
   * Where the decode stage's configuration comes from, the least of them first.
   *
   * @param defaults where nothing else is given
   * @param settings of the environment and the configuration file
   * @param given the command line's
   */
  record Layers(Map<String, String> defaults, Settings settings, Map<String, String> given) {

    /** One broker, and traces of any age: an old event must not fall to retention. */
    private Layers ofOneBroker() {
      var own = new LinkedHashMap<>(defaults);
      own.put("topics.replication", "1");
      own.put("topics.retention.raw", "forever");
      return new Layers(own, settings, given);
    }

    /** With what is known when all else has started. */
    private DecodeConfig with(Map<String, String> started) {
      var all = new LinkedHashMap<>(given);
      all.putAll(started);
      return StageConfig.of(settings, defaults, all);
    }
  }

  /** What is wrong with the configuration is said here, before anything is started. */
  Everything(Layers layers, StageOptions options, WatchOptions watch) {
    this.layers = layers.ofOneBroker();
    this.metrics = options.metrics();
    this.http = options.served();
    this.watch = watch;
    Connectors.of(watch, this.layers.with(Map.of()));
  }

  /**
   * Returns when raw records are being decoded.
   *
   * @param told how far it is
   * @return false if everything was closed meanwhile
   */
  boolean start(EmbeddedOptions place, Startup told) throws InterruptedException {
    StackLog.toFile(place.dataDirectory().resolve("log").resolve("qtrace.log"));
    try {
      var started = EmbeddedStack.start(place, told);
      // Before the first native library is unpacked: where nobody else sees it.
      System.setProperty(TEMPORARY, started.temporaryDirectory().toString());
      var settled = config(started);
      var decoding = RunningStage.of(settled, metrics).onOwnBroker();
      LastRun.end(settled.applicationId(), settled.bootstrap());
      told.waitsFor("the decode stage", decoding::waitsFor);
      return attach(started, decoding, settled)
          && decoding.start()
          && connect(settled, told)
          && serve();
    } catch (EmbeddedException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()), e);
    }
  }

  /** The decode stage has created the topics by now. False if everything was closed meanwhile. */
  private boolean connect(DecodeConfig settled, Startup told)
      throws EmbeddedException, InterruptedException {
    if (!watch.isAsked()) {
      return true;
    }
    told.waitsFor("the connectors' worker");
    Allowed.inThisJvm(watch.paths(), Connectors.urls(watch, settled));
    var connect = EmbeddedConnect.start(settled.bootstrap());
    if (!attach(connect)) {
      return false;
    }
    var connectors = Connectors.of(watch, settled);
    told.waitsFor("the connectors " + String.join(", ", connectors.keySet()));
    connect.run(connectors);
    return true;
  }

  private synchronized boolean serve() {
    if (!closed) {
      served = http.map(at -> stage().serve(at, config())).orElse(null);
    }
    return !closed;
  }

  private synchronized boolean attach(EmbeddedConnect started) {
    if (closed) {
      started.close();
    } else {
      stack().attach(started);
    }
    return !closed;
  }

  private DecodeConfig config(EmbeddedStack started) {
    return layers.with(
        Map.of(
            "bootstrap", started.bootstrap(),
            "registry", started.registryUrl(),
            "state.dir", started.stateDirectory().toString()));
  }

  /** False if everything was closed while it started. */
  private synchronized boolean attach(
      EmbeddedStack started, RunningStage decoding, DecodeConfig settled) {
    started.attach(decoding);
    stack = started;
    stage = decoding;
    config = settled;
    if (closed) {
      started.close();
    }
    return !closed;
  }

  void awaitEnd() throws InterruptedException {
    stage().awaitEnd();
  }

  /** What the decode stage runs with; for others that use the same topics. */
  synchronized DecodeConfig config() {
    return Objects.requireNonNull(config, "not started");
  }

  /** For reading what it decodes. */
  Endpoint endpoint() {
    return Endpoint.of(config());
  }

  String bootstrap() {
    return stack().bootstrap();
  }

  String registryUrl() {
    return stack().registryUrl();
  }

  /** Where the fleet's results are served; empty: they are not. */
  synchronized Optional<String> url() {
    return Optional.ofNullable(served).map(ServedFleet::url);
  }

  WatchOptions watch() {
    return watch;
  }

  /** Empty if decoding never began. */
  synchronized Optional<LedgerTotals> ledger() {
    return Optional.ofNullable(stage).map(RunningStage::ledger);
  }

  private synchronized EmbeddedStack stack() {
    return Objects.requireNonNull(stack, "not started");
  }

  private synchronized RunningStage stage() {
    return Objects.requireNonNull(stage, "not started");
  }

  @Override
  public synchronized void close() {
    if (!closed && served != null) {
      served.close();
    }
    if (!closed && stack != null) {
      stack.close();
      System.setProperty(TEMPORARY, temporary);
    }
    closed = true;
  }
}
