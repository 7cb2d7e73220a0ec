package io.qtrace.topology.attribute;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.conversion.fact.MissingEvents;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what a VM's trace has to have for its conversions to find their blocks. */
final class MissingEventsLog {

  private static final Logger log = LoggerFactory.getLogger(MissingEventsLog.class);

  /** Of more VMs, only their results say it. */
  static final int MAX_VMS = 1000;

  private final Map<String, Set<String>> said = new HashMap<>();

  /** A window of a VM was closed. */
  void closed(ConversionRollup window) {
    var missing = MissingEvents.parse(window.getMissingEvents());
    var vm = window.getVm();
    if (missing.isEmpty() || (said.size() >= MAX_VMS && !said.containsKey(vm))) {
      return;
    }
    if (said.computeIfAbsent(vm, none -> new HashSet<>()).addAll(missing)) {
      log.warn("VM {}: its trace has no {}", vm, MissingEvents.advice(missing));
    }
  }
}
