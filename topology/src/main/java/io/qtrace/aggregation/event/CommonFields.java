package io.qtrace.aggregation.event;

import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Text;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.definition.Definitions;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields that every event has, whatever its arguments are. */
public final class CommonFields {

  private CommonFields() {}

  public static Map<String, Field> of(Definitions definitions) {
    var fields = new LinkedHashMap<String, Field>();
    var names =
        definitions.events().stream().map(event -> Text.of(event.name())).toArray(Text[]::new);
    fields.put("event", new Field(Type.STRING, (Value.OfText) in -> names[in.event.definition]));
    fields.put("timestamp_ns", integer(in -> in.epochNs));
    fields.put("pid", integer(in -> in.event.pid));
    fields.put("tid", integer(in -> in.event.threadId));
    return fields;
  }

  /** Those of a dropped record. */
  public static Map<String, Field> ofDropped() {
    var fields = new LinkedHashMap<String, Field>();
    fields.put("count", integer(in -> in.count));
    fields.put("timestamp_ns", integer(in -> in.epochNs));
    return fields;
  }

  @FunctionalInterface
  private interface Signed {
    long get(Input in);
  }

  private static Field integer(Signed value) {
    return new Field(
        Type.INT,
        (Value.OfInt)
            in -> {
              long low = value.get(in);
              in.high = low >> 63;
              return low;
            });
  }
}
