package io.qtrace.topology.config;

import io.qtrace.conversion.VmConversions;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.List;

/**
 * How page conversions are counted.
 *
 * @param enabled false: traces are decoded only
 * @param records false: no record for each conversion, only for those that are in no window
 * @param windows their lengths
 * @param grace how long after its end a window takes events, by event time
 * @param idleTimeout how long a VM is silent, by the wall clock, before its windows are closed
 * @param futureLimit how far ahead of its host's clock a window may begin
 */
public record ConversionConfig(
    boolean enabled,
    boolean records,
    List<WindowSpec> windows,
    Duration grace,
    Duration idleTimeout,
    Duration futureLimit) {

  public ConversionConfig {
    windows = List.copyOf(windows);
  }

  /** Whether a window that begins then is too far ahead of a clock. */
  public boolean isFuture(long startMs, long clockMs) {
    return startMs - futureLimit.toMillis() > clockMs;
  }

  /** What results call windows of that length. */
  public String windowName(long sizeMs) {
    return windows.stream()
        .filter(spec -> spec.sizeMs() == sizeMs)
        .findFirst()
        .orElseGet(() -> new WindowSpec(sizeMs, sizeMs))
        .name();
  }

  public VmConversions.Settings settings() {
    return new VmConversions.Settings(windows, grace, futureLimit);
  }
}
