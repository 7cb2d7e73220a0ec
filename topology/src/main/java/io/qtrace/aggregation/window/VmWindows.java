package io.qtrace.aggregation.window;

import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The windows of one aggregation and one VM. They run on the VM's own time. Each is handed out
 * once. Not thread-safe.
 */
public sealed interface VmWindows permits AggregationWindows, SessionWindows {

  /**
   * Whose results these are, and how long after its end a window takes events.
   *
   * @param host that the VM is on when a window ends
   */
  record Settings(String vm, Supplier<String> host, Duration grace) {}

  /** None is open yet. */
  static VmWindows of(Shape shape, Settings settings, Consumer<Result> results) {
    Consumer<GroupWindow> closed =
        window -> new WindowResults(settings.vm, settings.host.get(), window).to(results);
    long graceMs = settings.grace.toMillis();
    return shape.aggregation().session().isPresent()
        ? new SessionWindows(shape, graceMs, closed)
        : new AggregationWindows(shape, graceMs, closed);
  }

  Shape shape();

  /** How many events were too late for a window. */
  long late();

  /** How many events had no exact value. */
  long failed();

  boolean areOpen();

  /** What it takes up in memory, about. */
  long memoryBytes();

  /** Counts events in the windows of their time. */
  void add(TraceClock clock, PaneSums sums);

  /** Events were lost. */
  void lost(TraceClock clock, long count);

  /** The trace stands near behind a loss. */
  void behindLoss(TraceClock clock);

  /** Closes the windows that ended before now by the grace. */
  void close(TraceClock clock);

  /** Closes all: nothing comes any more. */
  void closeAll(TraceClock clock);

  /** Closes all before their time: nobody wants to know any more. */
  void cutShort();

  /** It begins with the first windows of each length that nothing can have been missed of. */
  void beginBehind(TraceClock clock, List<VmWindows> before);

  /**
   * It ends where those begin that take its place, each length on its own.
   *
   * @param before what they begin behind; this is among them
   */
  void endBefore(TraceClock clock, List<VmWindows> before);

  /** Whether all its windows are closed, also those that nothing was counted in. */
  boolean areOver();

  /** Writes all of it; {@link #decode} is the way back. */
  void encode(DataOutput out) throws IOException;

  /** Reads what {@link #encode} wrote into this one, which has to be new. */
  void decode(DataInput in) throws IOException;
}
