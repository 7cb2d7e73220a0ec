package io.qtrace.retry;

import io.qtrace.text.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** A service was away for longer than the caller waits. */
public final class AwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AwayException(String service, Duration away, UnavailableException reason) {
    super(
        "%s has not been available for %s: %s"
            .formatted(service, rounded(away), reason.getMessage()),
        reason);
  }

  private static String rounded(Duration away) {
    return Durations.print(away.toSeconds() == 0 ? away : away.truncatedTo(ChronoUnit.SECONDS));
  }
}
