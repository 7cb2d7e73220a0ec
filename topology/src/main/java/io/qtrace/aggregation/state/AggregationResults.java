package io.qtrace.aggregation.state;

import io.qtrace.aggregation.window.Result;

/** Takes the results of windows that have ended. */
@FunctionalInterface
public interface AggregationResults {

  /**
   * @param id of the aggregation's shape
   */
  void result(int id, Result result);
}
