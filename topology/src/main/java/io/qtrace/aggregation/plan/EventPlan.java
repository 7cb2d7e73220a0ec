package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.evaluation.CompiledFields;
import io.qtrace.aggregation.evaluation.Evaluation;
import io.qtrace.aggregation.event.Arguments;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.value.Input;
import org.jspecify.annotations.Nullable;

/** Sums up one event for one aggregation. Holds scratch space, so it is not thread-safe. */
final class EventPlan implements Fit.Plan {

  private final @Nullable Arguments arguments;
  private final int argumentsUsed;
  private final Evaluation evaluation;

  /**
   * @param arguments null if none are used
   */
  EventPlan(
      Aggregation of, @Nullable Arguments arguments, int argumentsUsed, CompiledFields fields) {
    this.arguments = arguments;
    this.argumentsUsed = argumentsUsed;
    this.evaluation = new Evaluation(of, fields);
  }

  @Override
  public void accept(Input in, Summing sums) {
    if (arguments != null) {
      arguments.locate(in.event, argumentsUsed, in.at);
    }
    switch (evaluation.of(in)) {
      case COUNTED -> sums.add(in.epochNs, evaluation.key(), evaluation.measures());
      case FAILED -> sums.fail(in.epochNs);
      case LEFT_OUT -> {}
    }
  }
}
