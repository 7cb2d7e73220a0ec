package io.qtrace.topology.attribute;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.topology.vms.Gate;

/** Passes results on, but not those of a VM that is being loaded: they went out already. */
record Muted(Gate gate, Results to) implements Results {

  @Override
  public void conversion(Conversion conversion, long position) {
    if (gate.isOpen()) {
      to.conversion(conversion, position);
    }
  }

  @Override
  public void late(Conversion conversion, Late why) {
    if (gate.isOpen()) {
      to.late(conversion, why);
    }
  }

  @Override
  public void refused(RefusedConversion refused) {
    if (gate.isOpen()) {
      to.refused(refused);
    }
  }

  @Override
  public void block(RamBlockConversions window) {
    if (gate.isOpen()) {
      to.block(window);
    }
  }

  @Override
  public void vm(ConversionRollup window, Latencies latencies) {
    if (gate.isOpen()) {
      to.vm(window, latencies);
    }
  }
}
