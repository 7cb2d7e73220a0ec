package io.qtrace.cli.option;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a window that is over waits. */
public final class GraceOptions {

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = {
        "How long a window waits for events that come late: 5s, 1m; a number alone is seconds.",
        "Default: 5s."
      })
  private Duration grace = Duration.ofSeconds(5);

  public Duration duration() {
    return grace;
  }
}
