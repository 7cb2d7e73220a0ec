package io.qtrace.cli.stage.health;

import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.DecodeApplication.State;
import java.util.List;

/**
 * How the stage is, for those who ask over HTTP.
 *
 * <p>A partition that is stuck behind a transaction makes it <em>degraded</em>, which is status 200
 * still: all instances see the same partition, neither a restart nor another instance helps, and
 * the other partitions go on. With 503 an orchestrator would stop updates and drains, which may be
 * the way out. Who wants to know reads the first word, or the metric.
 *
 * @param status of HTTP
 */
record Health(int status, String text) {

  private static final int GOOD = 200;
  private static final int BAD = 503;

  /** Bad once it cannot go on: then a restart is worth a try. */
  static Health live(DecodeApplication application) {
    var state = application.state();
    boolean goesOn = state == State.STARTING || state == State.RUNNING;
    return new Health(goesOn ? GOOD : BAD, text(application, state));
  }

  /** Bad while it does not decode. */
  static Health ready(DecodeApplication application) {
    var state = application.state();
    return new Health(state == State.RUNNING ? GOOD : BAD, text(application, state));
  }

  private static String text(DecodeApplication application, State state) {
    var failure = application.failure().orElse("the log says why");
    return text(state, failure, application.transactions().stuck());
  }

  /**
   * @param stuck a line for each partition that is stuck
   */
  static String text(State state, String failure, List<String> stuck) {
    var text =
        switch (state) {
          case STARTING ->
              "starting: waiting for Kafka, the registry, or partitions and their state\n";
          case RUNNING -> stuck.isEmpty() ? "running\n" : degraded(stuck.size());
          case FAILED -> "failed: " + failure + "\n";
          case CLOSED -> "closed\n";
        };
    var all = new StringBuilder(text);
    stuck.forEach(line -> all.append("stuck: ").append(line).append('\n'));
    return all.toString();
  }

  private static String degraded(int partitions) {
    return "degraded: running, but %d %s behind a transaction that does not end; docs/runbooks.md#qtracetransactionstuck says what to do\n"
        .formatted(partitions, partitions == 1 ? "partition is stuck" : "partitions are stuck");
  }
}
