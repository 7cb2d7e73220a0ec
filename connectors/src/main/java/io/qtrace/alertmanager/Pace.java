package io.qtrace.alertmanager;

import java.time.Duration;

/**
 * How alerts are sent.
 *
 * @param batch alerts in a request, at least 1
 * @param resend how often alerts that fire are sent again
 * @param expiry how long after it was last sent an alert ends by itself; more than {@code resend}
 * @param firstPause after a failure; doubles with each that follows
 * @param longestPause not less than {@code firstPause}
 */
public record Pace(
    int batch, Duration resend, Duration expiry, Duration firstPause, Duration longestPause) {}
