package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Kept;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What names mean for a pair: fields of its start and its end, and how long it took. */
final class PairNames implements Scope {

  private static final double NANOS_PER_MICRO = 1000;
  private static final double NANOS_PER_MILLI = 1_000_000;

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final UnaryOperator<String> unknownOfASide;

  /**
   * @param unknownOfASide why there is no such {@code start.…} or {@code end.…}
   */
  PairNames(List<RememberedFields.KeptField> kept, UnaryOperator<String> unknownOfASide) {
    this.unknownOfASide = unknownOfASide;
    fields.put(
        "latency_ns",
        new Field(
            Type.INT,
            (Value.OfInt)
                in -> {
                  in.high = in.latencyNs >> 63;
                  return in.latencyNs;
                }));
    fields.put(
        "latency_us",
        new Field(Type.DOUBLE, (Value.OfDouble) in -> in.latencyNs / NANOS_PER_MICRO));
    fields.put(
        "latency_ms",
        new Field(Type.DOUBLE, (Value.OfDouble) in -> in.latencyNs / NANOS_PER_MILLI));
    for (int i = 0; i < kept.size(); i++) {
      var one = kept.get(i);
      fields.put(one.name(), Kept.field(i, one.type(), one.isUnsigned()));
    }
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
      return unknownOfASide.apply(name);
    }
    var known = new ArrayList<>(fields.keySet());
    return "a pair has no '%s'; there are start.…, end.…, latency_ns, latency_us and latency_ms%s"
        .formatted(name, Nearest.question(name, known));
  }
}
