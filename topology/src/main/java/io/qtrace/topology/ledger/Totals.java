package io.qtrace.topology.ledger;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/** The ledgers of all tasks of this instance as of their last chunk. Thread-safe. */
public final class Totals {

  private final Map<TaskId, Tally> byTask = new ConcurrentHashMap<>();
  private final Set<TaskId> left = ConcurrentHashMap.newKeySet();
  private volatile Tally shown = new Tally();

  /** The tally stays the task's own; it is copied. */
  public void report(TaskId task, Tally total) {
    var copy = new Tally();
    copy.add(total);
    byTask.put(task, copy);
    left.remove(task);
  }

  /** Another instance has the task now, perhaps. */
  public void leave(TaskId task) {
    left.add(task);
  }

  /** Of the tasks that this instance has or had, for the line at shutdown. */
  public Tally sum() {
    var sum = new Tally();
    byTask.values().forEach(sum::add);
    return sum;
  }

  /** Of the tasks that this instance has, as of the last {@link #refresh}. */
  public Tally shown() {
    return shown;
  }

  /** Brings {@link #shown} up to date: the numbers of one time, which have to balance. */
  public void refresh() {
    var sum = new Tally();
    byTask.forEach(
        (task, tally) -> {
          if (!left.contains(task)) {
            sum.add(tally);
          }
        });
    shown = sum;
  }
}
