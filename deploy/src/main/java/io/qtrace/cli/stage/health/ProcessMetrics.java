package io.qtrace.cli.stage.health;

import io.qtrace.web.Page;

/** Metrics of a process without a stage, for Prometheus. */
public final class ProcessMetrics implements AutoCloseable {

  private final StageMetrics meters = new StageMetrics();
  private final LatestText text = new LatestText(() -> meters.registry().scrape());

  /** As {@link MetricsEndpoint} serves them. */
  public Page page() {
    return new Page(200, MetricsEndpoint.METRICS, text.get());
  }

  @Override
  public void close() {
    meters.close();
  }
}
