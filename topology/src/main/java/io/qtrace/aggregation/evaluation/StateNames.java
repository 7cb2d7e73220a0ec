package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Kept;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What names mean for a state: the state, and the fields of the event that said it. */
final class StateNames implements Scope {

  static final String STATE = "state";

  private final Map<String, Field> fields = new HashMap<>();
  private final UnaryOperator<String> unknownOfEvent;

  /**
   * @param kept the state, the one before it if that is said, and other fields
   * @param unknownOfEvent why the event has no such field
   */
  StateNames(
      Source.States of,
      List<RememberedFields.KeptField> kept,
      UnaryOperator<String> unknownOfEvent) {
    this.unknownOfEvent = unknownOfEvent;
    int others = of.initial().isPresent() ? 2 : 1;
    for (int i = others; i < kept.size(); i++) {
      put(kept.get(i).name(), i, kept.get(i));
    }
    put(STATE, 0, kept.get(0));
  }

  private void put(String name, int index, RememberedFields.KeptField kept) {
    fields.put(name, Kept.field(index, kept.type(), kept.isUnsigned()));
  }

  @Override
  public void let(String name, Field value) {
    fields.put(name, value);
  }

  @Override
  public Optional<Field> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  @Override
  public String unknown(String name) {
    if (name.startsWith(RememberedFields.START) || name.startsWith(RememberedFields.END)) {
      return "'%s' needs 'pair'".formatted(name);
    }
    return name.indexOf('.') < 0
        ? unknownOfEvent.apply(name)
        : "'%s' is no field of a state; write the argument's name alone".formatted(name);
  }
}
