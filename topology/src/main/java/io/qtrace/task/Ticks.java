package io.qtrace.task;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * What a processor does again and again by the wall clock, until it is closed. Kafka Streams does
 * not end it: a task whose commit fails is closed and initialised anew as the same task, and goes
 * on to tick as what it was before, too. That would work on state which is no longer the store's.
 * Not thread-safe.
 */
public final class Ticks implements AutoCloseable {

  private final ProcessingContext context;
  private final Set<Cancellable> running = new HashSet<>();

  public Ticks(ProcessingContext context) {
    this.context = context;
  }

  /**
   * From now on.
   *
   * @param action gets the wall clock's time in milliseconds
   * @return ends it
   */
  public Runnable every(Duration interval, LongConsumer action) {
    var one = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, action::accept);
    running.add(one);
    return () -> end(one);
  }

  private void end(Cancellable one) {
    running.remove(one);
    one.cancel();
  }

  /** Ends all of them. */
  @Override
  public void close() {
    running.forEach(Cancellable::cancel);
    running.clear();
  }
}
