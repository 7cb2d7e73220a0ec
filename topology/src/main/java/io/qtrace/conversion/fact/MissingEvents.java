package io.qtrace.conversion.fact;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The trace events without which conversions find no RAM block, as texts of results: names or
 * patterns as QEMU's {@code -trace} takes them, with commas between.
 */
public final class MissingEvents {

  public static final String CHANGES = "ram_block_attributes_state_change";
  public static final String REQUESTS = "kvm_convert_memory";
  public static final String SLOTS = "kvm_set_user_memory";
  public static final String EXITS = "kvm_run_exit";

  /** Its name depends on QEMU's version. */
  public static final String DISCARDS = "ram_block_discard_*";

  /** The events that are about conversions themselves. */
  public static final List<String> OF_CONVERSIONS = List.of(CHANGES, REQUESTS);

  private static final String SEPARATOR = ",";

  private MissingEvents() {}

  public static String text(Collection<String> events) {
    return String.join(SEPARATOR, new TreeSet<>(events));
  }

  /** What a result's field says, by name. */
  public static Set<String> parse(String text) {
    return text.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(text.split(SEPARATOR)));
  }

  /** What is missing in one of two windows, or both. */
  public static String union(String a, String b) {
    if (a.equals(b) || b.isEmpty()) {
      return a;
    }
    var both = new TreeSet<>(parse(a));
    both.addAll(parse(b));
    return text(both);
  }

  /** For people: what they are for, and what to add to QEMU's command line. */
  public static String advice(Collection<String> events) {
    var options = events.stream().map(event -> "-trace '" + event + "'");
    return "%s, by which conversions find their RAM blocks; add %s to QEMU's command line"
        .formatted(String.join(", ", events), options.collect(Collectors.joining(" ")));
  }
}
