package io.qtrace.aggregation.state;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.memory.Memory;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.aggregation.window.VmWindows;
import io.qtrace.window.TraceClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregation over the time in which it is in force. One that is taken out of force and put into
 * it again has two. Not thread-safe.
 */
final class Run {

  final int id;
  final VmWindows windows;

  /** Null if each event counts on its own. */
  private final @Nullable Memory memory;

  /** It takes what belongs to windows that began before, and ends with the last of them. */
  boolean isEnding;

  Run(int id, VmWindows windows) {
    this.id = id;
    this.windows = windows;
    this.memory =
        windows instanceof AggregationWindows all ? Memory.of(all.shape(), all).orElse(null) : null;
  }

  String title() {
    return windows.shape().aggregation().title();
  }

  /** How many starts wait for their ends. */
  int openStarts() {
    return memory == null ? 0 : memory.openStarts();
  }

  long memoryBytes() {
    return windows.memoryBytes() + (memory == null ? 0 : memory.memoryBytes());
  }

  void occurred(TraceClock clock, Occurrence occurrence) {
    if (memory != null) {
      memory.occurred(clock, occurrence);
    }
  }

  /** Events were lost. */
  void lost(TraceClock clock, long count) {
    windows.lost(clock, count);
    if (memory != null) {
      memory.lost(clock);
    }
  }

  /** The trace stands near behind a loss. */
  void behindLoss(TraceClock clock) {
    windows.behindLoss(clock);
    if (memory != null) {
      memory.lost(clock);
    }
  }

  /** The clock has gone on. */
  void passed(TraceClock clock) {
    if (memory != null) {
      memory.passed(clock);
    }
    windows.close(clock);
  }

  /** Nothing comes any more. */
  void silence(TraceClock clock) {
    if (memory != null) {
      memory.silence(clock);
    }
    windows.closeAll(clock);
  }

  /** It begins where others may end that have its name. */
  void takeOver(List<Run> before) {
    if (memory != null && !before.isEmpty()) {
      var last = before.get(before.size() - 1).memory;
      if (last != null) {
        memory.takeOver(last);
      }
    }
  }

  void encode(DataOutput out) throws IOException {
    out.writeInt(id);
    out.writeBoolean(isEnding);
    windows.encode(out);
    if (memory != null) {
      memory.encode(out);
    }
  }

  /** Reads what {@link #encode} wrote behind the first two. */
  void decode(DataInput in, int version) throws IOException {
    windows.decode(in);
    if (memory != null) {
      memory.decode(in, version);
    }
  }
}
