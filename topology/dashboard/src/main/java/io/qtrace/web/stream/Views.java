package io.qtrace.web.stream;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody listens to.
 *
 * @param vms ids
 * @param aggregations names
 */
public record Views(boolean fleet, boolean alerts, Set<String> vms, Set<String> aggregations) {

  private static final int MAX = 16;
  private static final String VM = "vm:";
  private static final String AGGREGATION = "aggregation:";

  public Views {
    vms = Set.copyOf(vms);
    aggregations = Set.copyOf(aggregations);
  }

  /** Of a text such as {@code fleet,vm:vm-7}; empty if it is none. */
  public static Optional<Views> of(String text) {
    var names = text.split(",", -1);
    boolean fleet = false;
    boolean alerts = false;
    var vms = new LinkedHashSet<String>();
    var aggregations = new LinkedHashSet<String>();
    for (var name : names) {
      if (name.equals("fleet")) {
        fleet = true;
      } else if (name.equals("alerts")) {
        alerts = true;
      } else if (name.startsWith(VM) && name.length() > VM.length()) {
        vms.add(name.substring(VM.length()));
      } else if (name.startsWith(AGGREGATION) && name.length() > AGGREGATION.length()) {
        aggregations.add(name.substring(AGGREGATION.length()));
      } else {
        return Optional.empty();
      }
    }
    return names.length > MAX
        ? Optional.empty()
        : Optional.of(new Views(fleet, alerts, vms, aggregations));
  }
}
