package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregation says of one event, or of one pair. Reused from one to the next; not
 * thread-safe.
 */
public final class Evaluation {

  /** Whether it counts. */
  public enum Outcome {
    COUNTED,
    /** It is not meant. */
    LEFT_OUT,
    /** It has no exact value. */
    FAILED
  }

  private final Value.@Nullable OfBool where;
  private final List<Sample> groups;
  private final List<Sample> measures;
  private final GroupKey key = new GroupKey();
  private final int mostTextBytes;

  public Evaluation(Aggregation of, CompiledFields fields) {
    this.where = fields.where();
    this.groups = fields.groups().stream().map(Sample::new).toList();
    this.measures = fields.measures().stream().map(Sample::new).toList();
    this.mostTextBytes = of.limits().textBytes();
  }

  /** Evaluates all of it; what comes of it stays until the next time. */
  public Outcome of(Input in) {
    in.missing = Input.PRESENT;
    if (where != null && !where.get(in) && in.missing == Input.PRESENT) {
      return Outcome.LEFT_OUT;
    }
    if (in.missing == Input.ABSENT) {
      return Outcome.LEFT_OUT;
    }
    if (in.missing == Input.FAILED || !take(groups, in) || !take(measures, in)) {
      return Outcome.FAILED;
    }
    for (int i = 0; i < groups.size(); i++) {
      if (!groups.get(i).isPresent()) {
        return Outcome.LEFT_OUT;
      }
    }
    key.set(groups, mostTextBytes);
    return Outcome.COUNTED;
  }

  /** Takes the values of all; false if one has no exact value. */
  static boolean take(List<Sample> samples, Input in) {
    for (int i = 0; i < samples.size(); i++) {
      if (!samples.get(i).take(in)) {
        return false;
      }
    }
    return true;
  }

  /** The group that it is of. */
  public GroupKey key() {
    return key;
  }

  /** The values of the measures' arguments. */
  public List<Sample> measures() {
    return measures;
  }
}
