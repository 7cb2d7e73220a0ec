package io.qtrace.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The ledgers of all tasks of this instance as of their last chunk, for the line at shutdown.
 * Thread-safe.
 */
final class Totals {

  private final Map<TaskId, Tally> byTask = new ConcurrentHashMap<>();

  /** The tally stays the task's own; it is copied. */
  void report(TaskId task, Tally total) {
    var copy = new Tally();
    copy.add(total);
    byTask.put(task, copy);
  }

  Tally sum() {
    var sum = new Tally();
    byTask.values().forEach(sum::add);
    return sum;
  }
}
