package io.qtrace.conversion;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;

/** Takes what comes out, in the order of the trace. */
public interface Results {

  /**
   * A conversion with its RAM block.
   *
   * @param position of its record or line in the source, in bytes
   */
  void conversion(Conversion conversion, long position);

  /** A conversion that a window it belongs to does not have. */
  void late(Conversion conversion, Late why);

  /** A request that was not done, or not all of it, where that is certain. */
  void refused(RefusedConversion refused);

  /** The final result of a RAM block in a window. */
  void block(RamBlockConversions window);

  /**
   * The final result of the VM in a window; follows those of its blocks.
   *
   * @param latencies of which the window has percentiles; sums over VMs are made of these
   */
  void vm(ConversionRollup window, Latencies latencies);
}
