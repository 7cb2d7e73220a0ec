package io.qtrace.aggregation.state;

import io.qtrace.aggregation.window.AggregationWindows;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An aggregation over the time in which it is in force. One that is taken out of force and put into
 * it again has two. Not thread-safe.
 */
final class Run {

  final int id;
  final AggregationWindows windows;

  /** It takes what belongs to windows that began before, and ends with the last of them. */
  boolean isEnding;

  Run(int id, AggregationWindows windows) {
    this.id = id;
    this.windows = windows;
  }

  String title() {
    return windows.shape().aggregation().title();
  }

  void encode(DataOutput out) throws IOException {
    out.writeInt(id);
    out.writeBoolean(isEnding);
    windows.encode(out);
  }
}
