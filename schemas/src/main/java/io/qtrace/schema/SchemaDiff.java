package io.qtrace.schema;

import static java.util.stream.Collectors.toMap;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * What happens to consumers when a fleet goes from one QEMU version to another.
 *
 * @param changes events that differ, by name; events that are the same are not listed
 * @param unchanged how many events are the same in both
 */
public record SchemaDiff(List<Change> changes, int unchanged) {

  /** How an event differs. */
  public enum Kind {
    ADDED,
    REMOVED,
    /** Either version's schema reads what the other wrote. */
    COMPATIBLE,
    /** Avro's checker refuses at least one direction; the event goes to a new revision. */
    INCOMPATIBLE
  }

  /**
   * One event that differs.
   *
   * @param details a line per difference, in plain words
   */
  public record Change(String event, Kind kind, List<String> details) {

    public Change {
      details = List.copyOf(details);
    }
  }

  public SchemaDiff {
    changes = List.copyOf(changes);
  }

  public static SchemaDiff between(Definitions before, Definitions after) {
    var names = new TreeSet<String>();
    before.events().forEach(event -> names.add(event.name()));
    after.events().forEach(event -> names.add(event.name()));
    var changes = new ArrayList<Change>();
    for (var name : names) {
      var change = change(name, before.find(name).orElse(null), after.find(name).orElse(null));
      if (change != null) {
        changes.add(change);
      }
    }
    return new SchemaDiff(changes, names.size() - changes.size());
  }

  /** How many events differ in this way. */
  public long count(Kind kind) {
    return changes.stream().filter(change -> change.kind == kind).count();
  }

  private static @Nullable Change change(
      String name, @Nullable EventDefinition before, @Nullable EventDefinition after) {
    if (before == null) {
      return new Change(name, Kind.ADDED, List.of());
    }
    if (after == null) {
      return new Change(name, Kind.REMOVED, List.of());
    }
    var details = new ArrayList<>(argumentChanges(before, after));
    if (!Objects.equals(before.format(), after.format())) {
      details.add(
          "format \"%s\" → \"%s\"".formatted(shown(before.format()), shown(after.format())));
    }
    if (details.isEmpty()) {
      return null;
    }
    var refusals = refusals(EventSchemas.compile(before), EventSchemas.compile(after));
    details.addAll(refusals);
    return new Change(name, refusals.isEmpty() ? Kind.COMPATIBLE : Kind.INCOMPATIBLE, details);
  }

  private static String shown(@Nullable String format) {
    return format == null ? "" : format.replace("\t", "\\t").replace("\n", "\\n");
  }

  private static List<String> argumentChanges(EventDefinition before, EventDefinition after) {
    var old = typesByName(before);
    var now = typesByName(after);
    var details = new ArrayList<String>();
    old.forEach(
        (name, type) -> {
          var other = now.get(name);
          if (other == null) {
            details.add("argument '%s' removed (%s)".formatted(name, type.text()));
          } else if (!other.text().equals(type.text())) {
            details.add("argument '%s' %s → %s".formatted(name, type.text(), other.text()));
          }
        });
    now.forEach(
        (name, type) -> {
          if (!old.containsKey(name)) {
            details.add("argument '%s' added (%s)".formatted(name, type.text()));
          }
        });
    if (details.isEmpty() && !List.copyOf(old.keySet()).equals(List.copyOf(now.keySet()))) {
      details.add("arguments in another order");
    }
    return details;
  }

  private static Map<String, CType> typesByName(EventDefinition event) {
    return event.arguments().stream()
        .collect(toMap(Argument::name, Argument::type, (a, b) -> a, LinkedHashMap::new));
  }

  private static List<String> refusals(Schema before, Schema after) {
    var refusals = new ArrayList<String>();
    if (!reads(after, before)) {
      refusals.add("the new schema cannot read old events");
    }
    if (!reads(before, after)) {
      refusals.add("the old schema cannot read new events");
    }
    return refusals;
  }

  private static boolean reads(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }
}
