package io.qtrace.simulator;

import io.qtrace.simulator.qemu.TraceFacts;
import java.util.List;

/** What came of a simulation: sums over all files. */
public record SimulationSummary(
    int files, long events, long droppedEvents, long stateChanges, long bytes) {

  static final SimulationSummary NOTHING = new SimulationSummary(0, 0, 0, 0, 0);

  SimulationSummary plus(List<TraceFacts> more) {
    var sum = this;
    for (var file : more) {
      sum =
          new SimulationSummary(
              sum.files + 1,
              sum.events + file.events(),
              sum.droppedEvents + file.droppedEvents(),
              sum.stateChanges + file.stateChanges(),
              sum.bytes + file.bytes());
    }
    return sum;
  }
}
