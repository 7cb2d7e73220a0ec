package io.qtrace.schema;

import io.qtrace.definition.EventDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * The names that an event's arguments have as fields: their C names, with underscores behind those
 * that are taken. Knows no Avro, which takes a moment to load.
 */
public final class FieldNames {

  private FieldNames() {}

  /** In declaration order. */
  public static List<String> of(EventDefinition event) {
    var taken = new ArrayList<String>();
    taken.add(EventSchemas.META_FIELD);
    for (var argument : event.arguments()) {
      var name = argument.name();
      while (taken.contains(name)) {
        name += "_";
      }
      taken.add(name);
    }
    return List.copyOf(taken.subList(1, taken.size()));
  }
}
