package io.qtrace.topology;

import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.WindowSpec;
import java.time.Duration;
import java.util.List;

/**
 * How page conversions are counted.
 *
 * @param enabled false: traces are decoded only
 * @param windows their lengths
 * @param grace how long after its end a window takes events, by event time
 * @param idleTimeout how long a VM is silent, by the wall clock, before its windows are closed
 */
public record ConversionConfig(
    boolean enabled, List<WindowSpec> windows, Duration grace, Duration idleTimeout) {

  public ConversionConfig {
    windows = List.copyOf(windows);
  }

  VmConversions.Settings settings() {
    return new VmConversions.Settings(windows, grace);
  }
}
