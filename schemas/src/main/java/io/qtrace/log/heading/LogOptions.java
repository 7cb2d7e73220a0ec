package io.qtrace.log.heading;

import io.qtrace.raw.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What log lines do not say of their time stamps.
 *
 * @param reference traditional syslog stamps ("Nov 22 17:10:38") have no year: the one nearest to
 *     this instant is taken
 * @param syslogZone nor a zone: they are the local time of the host that wrote them
 * @param ftraceClock the clock that was set in {@code trace_clock}; stamps count as {@link
 *     Clock#MONOTONIC} by default, which is right for {@code mono} and nearly so for {@code local},
 *     ftrace's own default
 */
public record LogOptions(Instant reference, ZoneId syslogZone, Clock ftraceClock) {

  /** The present, UTC, CLOCK_MONOTONIC. */
  public static LogOptions defaults() {
    return new LogOptions(Instant.now(), ZoneOffset.UTC, Clock.MONOTONIC);
  }
}
