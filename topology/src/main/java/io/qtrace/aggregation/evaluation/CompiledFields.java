package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of an aggregation, whose names have their meaning.
 *
 * @param where null: whatever comes is counted
 */
public record CompiledFields(
    Value.@Nullable OfBool where, List<Field> groups, List<Field> measures) {

  public List<Type> groupTypes() {
    return groups.stream().map(Field::type).toList();
  }

  public List<Type> measureTypes() {
    return measures.stream().map(Field::type).toList();
  }

  /** Fields of results that are arguments of 64 bits without a sign. */
  public Set<String> unsigned(Aggregation of) {
    var fields = new HashSet<String>();
    for (int i = 0; i < groups.size(); i++) {
      if (new Sample(groups.get(i)).isUnsigned()) {
        fields.add(of.groupFields().get(i));
      }
    }
    for (int i = 0; i < measures.size(); i++) {
      if (new Sample(measures.get(i)).isUnsigned()) {
        fields.addAll(of.measures().get(i).fields());
      }
    }
    return fields;
  }
}
