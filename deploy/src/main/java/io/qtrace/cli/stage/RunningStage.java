package io.qtrace.cli.stage;

import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.serve.http.HttpOptions.Served;
import io.qtrace.cli.serve.http.ServedFleet;
import io.qtrace.cli.stage.health.MetricsAddress;
import io.qtrace.cli.stage.health.MetricsEndpoint;
import io.qtrace.cli.stage.health.StageMetrics;
import io.qtrace.registry.RegistryRefusedException;
import io.qtrace.retry.StoppedException;
import io.qtrace.topic.refusal.KafkaRefusedException;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.DecodeApplication.State;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.ledger.LedgerTotals;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The decode stage, started. Closing it commits what was decoded. Thread-safe. */
public final class RunningStage implements AutoCloseable {

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final StageMetrics meters = new StageMetrics();
  private final DecodeApplication application;
  private final @Nullable MetricsEndpoint metrics;

  private RunningStage(DecodeConfig config, Optional<MetricsAddress> metricsAddress) {
    application = new DecodeApplication(config, meters.registry(), this::changed);
    metrics =
        metricsAddress
            .map(address -> MetricsEndpoint.start(address, meters.registry(), application))
            .orElse(null);
  }

  /**
   * Does not start anything yet, so that a shutdown hook can close what is still starting.
   *
   * @param metrics empty: no metrics endpoint
   */
  public static RunningStage of(DecodeConfig config, Optional<MetricsAddress> metrics) {
    return new RunningStage(config, metrics);
  }

  /**
   * Serves the fleet's results beside it, with its metrics and health.
   *
   * @return where
   */
  public ServedFleet serve(Served served, DecodeConfig config) {
    var pages = MetricsEndpoint.pages(meters.registry(), application);
    return ServedFleet.start(served, config, pages);
  }

  /** On a cluster, whose disks others fill as well. */
  public void watchGrowth() {
    application.watchGrowth();
  }

  /** On a broker that this program runs itself. */
  public RunningStage onOwnBroker() {
    application.transactions().trustCluster();
    return this;
  }

  /**
   * Returns when the stage decodes. Waits for Kafka and the registry; the log says so.
   *
   * @return false if it was closed meanwhile
   */
  public boolean start() throws InterruptedException {
    try {
      application.start();
    } catch (InvalidAggregationsException e) {
      throw Failure.badInput(
          "the aggregations have %s\n%s".formatted(e.count(), e.getMessage()), e);
    } catch (RegistryRefusedException | KafkaRefusedException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()), e);
    } catch (StoppedException e) {
      return false;
    }
    running.await();
    throwIfFailed();
    return application.state() != State.CLOSED;
  }

  /** Returns when the stage was closed; throws if it fails. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
    throwIfFailed();
  }

  /** What keeps it from decoding, for people; empty once it does. */
  public String waitsFor() {
    return application.waitsFor();
  }

  public LedgerTotals ledger() {
    return application.ledger();
  }

  private void changed(State state) {
    if (state != State.STARTING) {
      running.countDown();
    }
    if (state == State.FAILED || state == State.CLOSED) {
      ended.countDown();
    }
  }

  private void throwIfFailed() {
    application
        .failure()
        .ifPresent(
            reason -> {
              throw Failure.badInput("decoding cannot go on: " + reason);
            });
  }

  @Override
  public void close() {
    application.close();
    if (metrics != null) {
      metrics.close();
    }
    meters.close();
  }
}
