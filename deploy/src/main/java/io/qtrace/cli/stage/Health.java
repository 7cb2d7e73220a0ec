package io.qtrace.cli.stage;

import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.DecodeApplication.State;

/**
 * How the stage is, for those who ask over HTTP.
 *
 * @param status of HTTP
 */
record Health(int status, String text) {

  /** Bad once it can not go on: then a restart is worth a try. */
  static Health live(DecodeApplication application) {
    var state = application.state();
    boolean goesOn = state == State.STARTING || state == State.RUNNING;
    return new Health(goesOn ? 200 : 503, text(application, state));
  }

  /** Bad while it does not decode. */
  static Health ready(DecodeApplication application) {
    var state = application.state();
    return new Health(state == State.RUNNING ? 200 : 503, text(application, state));
  }

  private static String text(DecodeApplication application, State state) {
    return switch (state) {
      case STARTING -> "starting: waiting for Kafka, the registry, or partitions and their state\n";
      case RUNNING -> "running\n";
      case FAILED -> "failed: " + application.failure().orElse("the log says why") + "\n";
      case CLOSED -> "closed\n";
    };
  }
}
