package io.qtrace.topology.attribute;

import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.topology.vms.Vm;
import io.qtrace.topology.vms.VmStates;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The conversions of the VMs of one task. Besides their state the store has the last layout of each
 * VM, under {@code l/<vm>}. Not thread-safe.
 */
final class ConversionStates {

  private static final String LAYOUT = "l/";

  private final KeyValueStore<String, byte[]> store;
  private final VmStates<ConversionState> vms;

  ConversionStates(VmStates.Stored stored, VmConversions.Settings settings, Results results) {
    this.store = stored.store();
    this.vms =
        new VmStates<>(
            stored,
            (name, gate) ->
                new ConversionState(
                    new VmConversions(name, "", settings, new Muted(gate, results))));
  }

  Vm<ConversionState> get(String name) {
    if (vms.knows(name)) {
      return vms.get(name);
    }
    var vm = vms.get(name);
    var layout = store.get(LAYOUT + name);
    if (layout != null) {
      apply(vm, layout, false);
    }
    return vm;
  }

  /**
   * Keeps a layout for when the VM's first events about memory come; most VMs never have any.
   *
   * @param facts empty to forget it
   */
  void keepLayout(String name, byte[] facts) {
    store.put(LAYOUT + name, facts.length == 0 ? null : facts);
  }

  boolean knows(String name) {
    return vms.knows(name);
  }

  List<String> withOpenWindows() {
    return vms.withOpenWindows();
  }

  void apply(Vm<ConversionState> vm, byte[] facts, boolean quiet) {
    vms.apply(vm, facts, quiet);
  }

  void forget(String name) {
    vms.forget(name);
  }
}
